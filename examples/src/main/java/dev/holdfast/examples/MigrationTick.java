package dev.holdfast.examples;

/**
 * What happened in a moment of a migration.
 *
 * @param stretch what part of the drill it belongs to
 * @param reads how many reads ended
 * @param hits how many of them the cache answered
 * @param queries what the source was asked
 */
record MigrationTick(int stretch, long reads, long hits, long queries) {}

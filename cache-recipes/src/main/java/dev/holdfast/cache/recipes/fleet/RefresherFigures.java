package dev.holdfast.cache.recipes.fleet;

/**
 * What a {@link Refresher} of this process did since it was started.
 *
 * @param refreshed values it loaded and stored
 * @param failed turns in which loading or storing failed, and tries that the cache failed for
 * @param discarded values it loaded and did not store, because its turn was over or it was closed
 */
public record RefresherFigures(long refreshed, long failed, long discarded) {}

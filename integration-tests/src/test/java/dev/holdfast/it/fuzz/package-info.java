/**
 * Input that nobody meant: URLs, keys, stored bytes and servers' replies, changed by chance and by malice. Repeatable:
 * {@code -Dfuzz.seed=} is where chance starts, {@code -Dfuzz.rounds=} how many times as many rounds are played.
 */
@NullMarked
package dev.holdfast.it.fuzz;

import org.jspecify.annotations.NullMarked;

package dev.holdfast.cache.recipes.near;

import org.jspecify.annotations.Nullable;

/**
 * What is held of a key.
 *
 * @param held a value, or the bytes that each reader gets decoded anew; null for knowing that nothing is there
 * @param endNanos when it ends, by the ticker
 * @param epoch within which it was read; outside it nothing is known of it
 * @param weight as the weigher said
 */
record NearEntry(@Nullable Object held, long endNanos, long epoch, int weight) {}

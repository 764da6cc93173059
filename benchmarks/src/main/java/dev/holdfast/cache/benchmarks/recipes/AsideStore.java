package dev.holdfast.cache.benchmarks.recipes;

import org.jspecify.annotations.Nullable;

/** What every contender of the group can do. */
interface AsideStore {
    /** A value that is there. */
    @Nullable
    String get(String key);
}

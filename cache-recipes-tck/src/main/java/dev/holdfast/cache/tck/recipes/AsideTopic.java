package dev.holdfast.cache.tck.recipes;

import dev.holdfast.cache.tck.CacheHarness;

/** What the topics of the suite share. */
interface AsideTopic {
    /**
     * What is tried: {@link CacheHarness#cache()} and {@link CacheHarness#peer()} stand for two processes.
     *
     * @return always the same
     */
    CacheHarness harness();
}

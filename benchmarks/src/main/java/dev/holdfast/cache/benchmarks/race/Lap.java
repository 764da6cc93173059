package dev.holdfast.cache.benchmarks.race;

/** One caller's calls of one slice. */
interface Lap {
    /** Calls until the whistle; how often. The first step is where the caller's walk has come to. */
    int run(Work work, int step, Whistle whistle, Latencies latencies) throws Exception;
}

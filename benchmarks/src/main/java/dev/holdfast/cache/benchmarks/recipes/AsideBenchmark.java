package dev.holdfast.cache.benchmarks.recipes;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** Reads of values of 100 characters from {@code local:}, under {@value #ENTRIES} keys of which one is read at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AsideBenchmark {
    private static final int ENTRIES = 64;

    /** Whose turn it is. */
    @Param({})
    public AsideContender contender = AsideContender.GET_AND_DECODE;

    private final List<String> keys =
            IntStream.range(0, ENTRIES).mapToObj(i -> "user:profile:" + i).toList();
    private DistributedCache cache;
    private AsideStore store;

    /** Made by JMH, which calls {@link #fill()} next. */
    @SuppressWarnings("NullAway.Init")
    public AsideBenchmark() {}

    /** Opens and fills the cache. */
    @Setup
    public void fill() {
        cache = Caches.open("local:");
        store = contender.over(cache, keys, "v".repeat(100));
    }

    /** Closes the cache. */
    @TearDown
    public void close() {
        cache.close();
    }

    /** Where a thread is in its walk through the keys. */
    @State(Scope.Thread)
    public static class Walk {
        private int step;

        /** Made by JMH. */
        public Walk() {}

        /**
         * Starts each thread elsewhere.
         *
         * @param threads from JMH
         */
        @Setup
        public void start(ThreadParams threads) {
            step = threads.getThreadIndex() * ENTRIES / threads.getThreadCount();
        }
    }

    /**
     * Reads what is there.
     *
     * @param walk the thread's
     * @return the value
     */
    @Benchmark
    public @Nullable String get(Walk walk) {
        return store.get(keys.get(walk.step++ & (ENTRIES - 1)));
    }
}

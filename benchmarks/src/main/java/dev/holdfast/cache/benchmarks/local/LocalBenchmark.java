package dev.holdfast.cache.benchmarks.local;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
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
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Single operations on {@value #ENTRIES} entries of 100 bytes, and as many counters, under keys of 20 characters. The keys asked with equal
 * those stored and are not the same objects, as with keys that applications build.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalBenchmark {
    /** A bound that {@code local:} has by default for entries of this size; far from full, Caffeine skips bookkeeping. */
    public static final long ROOMY = 200_000;

    /** A bound that leaves the cache four fifths full, where the eviction policy follows every read. */
    public static final long TIGHT = 20_000;

    private static final int ENTRIES = 8_192;
    private static final byte[] COUNT = "1000000".getBytes(StandardCharsets.ISO_8859_1);
    private static final Duration TTL = Duration.ofMinutes(10);

    /** Whose turn it is. */
    @Param({})
    public LocalContender contender = LocalContender.OURS;

    /** How many entries the cache may hold. */
    @Param("" + ROOMY)
    public long maxEntries;

    private final byte[] value = new byte[100];
    private final String[] present = keys("user:profile:");
    private final String[] absent = keys("user:missing:");
    private final String[] counters = keys("page:visited:");
    private LocalStore store;

    /** Made by JMH, which calls {@link #fill()} next. */
    @SuppressWarnings("NullAway.Init")
    public LocalBenchmark() {}

    private static String[] keys(String prefix) {
        String[] keys = IntStream.range(0, ENTRIES)
                .mapToObj(i -> prefix + String.format("%07d", i))
                .toArray(String[]::new);
        Collections.shuffle(Arrays.asList(keys), new Random(42));
        return keys;
    }

    /** Opens and fills the store. */
    @Setup
    public void fill() {
        store = contender.open(maxEntries, TTL);
        for (int i = 0; i < ENTRIES; i++) {
            store.set(copyOf(present[i]), value);
            store.set(copyOf(counters[i]), COUNT);
        }
    }

    private static String copyOf(String key) {
        return new String(key.toCharArray());
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

        private String next(String[] keys) {
            return keys[step++ & (ENTRIES - 1)];
        }
    }

    /**
     * Reads what is there.
     *
     * @param walk the thread's
     * @return the value
     */
    @Benchmark
    public byte @Nullable [] getHit(Walk walk) {
        return store.get(walk.next(present));
    }

    /**
     * Reads what is not there.
     *
     * @param walk the thread's
     * @return null
     */
    @Benchmark
    public byte @Nullable [] getMiss(Walk walk) {
        return store.get(walk.next(absent));
    }

    /**
     * Overwrites.
     *
     * @param walk the thread's
     */
    @Benchmark
    public void set(Walk walk) {
        store.set(walk.next(present), value);
    }

    /**
     * Counts.
     *
     * @param walk the thread's
     * @return the count
     */
    @Benchmark
    public long incr(Walk walk) {
        return store.incr(walk.next(counters));
    }

    /**
     * Reads with a token, then stores with it: two calls.
     *
     * @param walk the thread's
     * @return whether it was stored
     */
    @Benchmark
    public boolean getsAndCas(Walk walk) {
        return store.getsAndCas(walk.next(present), value);
    }
}

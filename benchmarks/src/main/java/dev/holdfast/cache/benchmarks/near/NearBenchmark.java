package dev.holdfast.cache.benchmarks.near;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/**
 * Hits in this process: {@value #ENTRIES} strings of 100 characters under keys of 20, all held. The keys asked with equal
 * those stored and are not the same objects.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NearBenchmark {
    private static final int ENTRIES = 8_192;

    /** Whose turn it is. */
    @Param({"CAFFEINE", "OURS", "OURS_TTL", "LETTUCE", "JETCACHE", "REDISSON", "TWIN"})
    public NearContender contender = NearContender.OURS;

    private final String[] keys = keys();
    private Process server;
    private NearRead near;

    /** Made by JMH, which calls {@link #start()} next. */
    @SuppressWarnings("NullAway.Init")
    public NearBenchmark() {}

    private static String[] keys() {
        String[] keys = IntStream.range(0, ENTRIES)
                .mapToObj(i -> "user:profile:" + String.format("%07d", i))
                .toArray(String[]::new);
        Collections.shuffle(Arrays.asList(keys), new Random(42));
        return keys;
    }

    /**
     * Starts a server, fills it, and reads everything once.
     *
     * @throws IOException if the server can't be started
     */
    @Setup
    public void start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = new ProcessBuilder(
                        "redis-server", "--bind", "127.0.0.1", "--save", "", "--port", Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!answers(port)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : keys) {
            entries.put(new String(key.toCharArray()), "v".repeat(100));
        }
        near = contender.open(port, entries);
        for (int round = 0; round < 2; round++) {
            for (String key : keys) {
                if (near.get(key) == null) {
                    throw new IllegalStateException(contender + " has lost " + key);
                }
            }
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends client and server. */
    @TearDown
    public void stop() {
        try {
            near.close();
        } finally {
            server.destroyForcibly();
        }
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
     * Reads what is held.
     *
     * @param walk the thread's
     * @return the value
     */
    @Benchmark
    public @Nullable String getHit(Walk walk) {
        return near.get(keys[walk.step++ & (ENTRIES - 1)]);
    }
}

package dev.holdfast.cache.benchmarks.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** Calls to a Redis on this machine, which each turn starts; values of 100 bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RedisBenchmark {
    private static final int ENTRIES = 1_024;
    private static final byte[] COUNT = "1000000".getBytes(StandardCharsets.ISO_8859_1);

    /** Whose turn it is. */
    @Param({})
    public RedisContender contender = RedisContender.OURS;

    private final byte[] value = new byte[100];
    private final List<String> present = keys("user:profile:");
    private final List<String> counters = keys("page:visited:");
    private final List<String> hundred = present.subList(0, 100);
    private Process server;
    private RedisStore store;

    /** Made by JMH, which calls {@link #start()} next. */
    @SuppressWarnings("NullAway.Init")
    public RedisBenchmark() {}

    private static List<String> keys(String prefix) {
        return IntStream.range(0, ENTRIES).mapToObj(i -> prefix + i).toList();
    }

    /**
     * Starts a server, and fills it.
     *
     * @throws Exception if that fails
     */
    @Setup
    public void start() throws Exception {
        int port = freePort();
        server = new ProcessBuilder(
                        "redis-server", "--bind", "127.0.0.1", "--save", "", "--port", Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!answers(port)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        store = contender.open(port);
        for (int i = 0; i < ENTRIES; i++) {
            store.set(present.get(i), value);
        }
        if (contender.can("incr")) {
            for (String counter : counters) {
                store.set(counter, COUNT);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Ends client and server.
     *
     * @throws Exception if the client fails to
     */
    @TearDown
    public void stop() throws Exception {
        try {
            store.close();
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
            start(threads.getThreadIndex(), threads.getThreadCount());
        }

        void start(int thread, int threads) {
            step = thread * ENTRIES / threads;
        }

        private String next(List<String> keys) {
            return keys.get(step++ & (ENTRIES - 1));
        }
    }

    /**
     * Reads what is there.
     *
     * @param walk the thread's
     * @return the value
     * @throws Exception if the client fails
     */
    @Benchmark
    public byte @Nullable [] getHit(Walk walk) throws Exception {
        return store.get(walk.next(present));
    }

    /**
     * Overwrites.
     *
     * @param walk the thread's
     * @throws Exception if the client fails
     */
    @Benchmark
    public void set(Walk walk) throws Exception {
        store.set(walk.next(present), value);
    }

    /**
     * Counts.
     *
     * @param walk the thread's
     * @return the count
     * @throws Exception if the client fails
     */
    @Benchmark
    public long incr(Walk walk) throws Exception {
        return store.incr(walk.next(counters));
    }

    /**
     * Reads a hundred at once.
     *
     * @return how many were there
     * @throws Exception if the client fails
     */
    @Benchmark
    public int getAll100() throws Exception {
        return store.getAll(hundred);
    }
}

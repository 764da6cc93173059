package dev.holdfast.cache.benchmarks.breaker;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
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

/** Gets through a breaker that is closed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BreakerBenchmark {
    /** Around the driver, to a redis-server on this machine which each turn starts. */
    public static final String REDIS = "redis";
    /** Around a cache that answers one array and does nothing: what is left is the breaker. */
    public static final String NOTHING = "nothing";

    private static final int ENTRIES = 1_024;

    /** Whose turn it is. */
    @Param({})
    public BreakerContender contender = BreakerContender.OURS;

    /** What is below. */
    @Param({})
    public String below = NOTHING;

    private final List<String> keys =
            IntStream.range(0, ENTRIES).mapToObj(i -> "user:profile:" + i).toList();

    private @Nullable Process server;
    private DistributedCache cache;
    private ReadStore store;

    /** Made by JMH, which calls {@link #start()} next. */
    @SuppressWarnings("NullAway.Init")
    public BreakerBenchmark() {}

    /**
     * Starts a server, and fills it.
     *
     * @throws IOException if that fails
     */
    @Setup
    public void start() throws IOException {
        cache = below.equals(REDIS) ? redis() : new Constant(Caches.open("local:"));
        for (String key : keys) {
            cache.set(key, new byte[200], Ttl.ofMinutes(10));
        }
        store = contender.around(cache);
    }

    private DistributedCache redis() throws IOException {
        int port = freePort();
        server = new ProcessBuilder(
                        "redis-server", "--bind", "127.0.0.1", "--save", "", "--port", Integer.toString(port))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!answers(port)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return Caches.open("redis://127.0.0.1:" + port + "?timeout=5s");
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

    /** Ends client and server. */
    @TearDown
    public void stop() {
        try {
            cache.close();
        } finally {
            if (server != null) {
                server.destroyForcibly();
            }
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
     * Reads what is there.
     *
     * @param walk the thread's
     * @return the value
     */
    @Benchmark
    public byte @Nullable [] get(Walk walk) {
        return store.get(keys.get(walk.step++ & (ENTRIES - 1)));
    }

    /** Answers at once. */
    private static final class Constant extends ForwardingCache {
        private final byte[] answer = new byte[200];

        Constant(DistributedCache cache) {
            super(cache);
        }

        @Override
        public byte[] get(String key) {
            return answer;
        }
    }
}

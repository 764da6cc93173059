package dev.holdfast.it.breaker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Sixteen threads that read and write, each keys of its own, each call timed; a read that gives something older than was
 * written fails the test.
 */
final class Traffic implements AutoCloseable {
    static final int THREADS = 16;

    private static final int KEYS = 20;
    private static final Ttl LONG = Ttl.ofMinutes(10);

    private final DistributedCache cache;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Future<List<Call>>> played = new ArrayList<>();
    private volatile boolean over;

    /** When a call began, and how long it took. */
    record Call(long startNanos, long tookNanos) {}

    Traffic(DistributedCache cache) {
        this.cache = cache;
        for (int i = 0; i < THREADS; i++) {
            String own = "traffic:" + i + ":";
            played.add(threads.submit(() -> play(own)));
        }
    }

    private List<Call> play(String own) {
        List<Call> calls = new ArrayList<>();
        long[] written = new long[KEYS];
        for (long number = 1; !over; number++) {
            int key = (int) (number % KEYS);
            long last = written[key];
            byte[] value = Long.toString(number).getBytes(US_ASCII);
            long start = System.nanoTime();
            byte[] read = cache.get(own + key);
            long middle = System.nanoTime();
            boolean stored = set(own + key, value);
            long end = System.nanoTime();
            calls.add(new Call(start, middle - start));
            calls.add(new Call(middle, end - middle));
            assertThat(read == null ? last : Long.parseLong(new String(read, US_ASCII)))
                    .as("read after %s was written", last)
                    .isGreaterThanOrEqualTo(last);
            written[key] = stored ? number : last;
            LockSupport.parkNanos(200_000); // what an application does between two calls
        }
        return calls;
    }

    /** A server that is full or a replica may refuse. */
    private boolean set(String key, byte[] value) {
        try {
            cache.set(key, value, LONG);
            return true;
        } catch (CacheRejectedException e) {
            return false;
        }
    }

    /** Ends it; every call that was made. */
    List<Call> end() throws InterruptedException, ExecutionException, TimeoutException {
        over = true;
        List<Call> calls = new ArrayList<>();
        for (Future<List<Call>> part : played) {
            calls.addAll(part.get(30, TimeUnit.SECONDS));
        }
        return calls;
    }

    static Duration quantile(List<Call> calls, double part) {
        long[] sorted = calls.stream().mapToLong(Call::tookNanos).sorted().toArray();
        return Duration.ofNanos(sorted[(int) Math.ceil(part * sorted.length) - 1]);
    }

    @Override
    public void close() {
        over = true;
        threads.shutdownNow();
    }
}

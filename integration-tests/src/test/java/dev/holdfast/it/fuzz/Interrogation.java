package dev.holdfast.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * Asks a cache whose server lies, and fails unless each call ends in time, with the truth or with an exception that is
 * ours; and unless the cache is right again soon after the lying has ended, and wrong at no time.
 */
final class Interrogation implements AutoCloseable {
    /** The least that leaves the truth a chance on a loaded machine; most rounds wait for it in vain. */
    private static final String TIMEOUT = "100ms";

    /** The timeout, 50 ms, and what a loaded machine needs. */
    private static final Duration LONGEST_CALL = Duration.ofMillis(1_500);

    private static final Duration LONGEST_OPEN = Duration.ofSeconds(4);

    /** A second by the contract; the rest is for a loaded machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(6);

    private final String url;
    private final LyingProxy proxy;
    private final DistributedCache peer;
    private final DistributedCache cache;
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    /**
     * Opens a cache through a proxy, and one past it.
     *
     * @param url with {@code {port}} where the port stands
     * @param fault what is made of the cache before it is asked
     */
    Interrogation(String url, int serverPort, UnaryOperator<DistributedCache> fault) {
        this.proxy = new LyingProxy(serverPort);
        this.url = url.replace("{port}", Integer.toString(proxy.port()));
        this.peer = Caches.open(url.replace("{port}", Integer.toString(serverPort)) + "timeout=2s");
        this.cache = fault.apply(Caches.open(this.url + "timeout=" + TIMEOUT + "&connectTimeout=500ms"));
    }

    /** One question, one lie. */
    void round(Question question, Lies.Named lie) {
        Question.prepare(peer);
        awaitRight();
        CasToken token = token();
        long toldBefore = proxy.told();
        proxy.lie(lie.lie());
        String answer;
        try {
            answer = inTime(() -> question.ask(cache, token), LONGEST_CALL);
        } finally {
            proxy.truth();
        }
        if (lie.isSeenThrough() || proxy.told() == toldBefore) { // the latter: a call that this driver has not
            assertThat(answer).as("%s, answered by %s", question, lie).isIn(question.truth(), REFUSED);
        }
        Question.prepare(peer);
        awaitRight();
    }

    private static final String REFUSED = "a typed exception";

    private CasToken token() {
        long start = System.nanoTime();
        while (true) {
            try {
                Versioned found = cache.gets(Question.ONE);
                return Objects.requireNonNull(found).token();
            } catch (CacheException e) {
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RECOVERY);
            }
        }
    }

    /** Opening a cache where all is lies from the first byte. */
    void open(Lies.Named lie) {
        proxy.lie(lie.lie());
        try {
            inTime(
                    () -> {
                        Caches.open(url + "timeout=" + TIMEOUT + "&connectTimeout=500ms")
                                .close();
                        return "opened";
                    },
                    LONGEST_OPEN);
        } finally {
            proxy.truth();
        }
    }

    private interface Asking {
        String ask();
    }

    /** The answer, or that it was refused as it may be. */
    private String inTime(Asking asking, Duration limit) {
        Future<String> answer = caller.submit(() -> {
            long start = System.nanoTime();
            String said;
            try {
                said = asking.ask();
            } catch (BulkCacheException e) {
                assertThat(e.failures()).isNotEmpty();
                said = REFUSED;
            } catch (CacheException e) {
                assertThat(e.getMessage()).as("no pages of what a server said").hasSizeLessThan(1_000);
                said = REFUSED;
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the call took")
                    .isLessThan(limit);
            return said;
        });
        try {
            return answer.get(limit.toMillis() * 3, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the call ended with " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the call never ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void awaitRight() {
        long start = System.nanoTime();
        while (true) {
            try {
                if (Question.isRight(cache)) {
                    return;
                }
            } catch (CacheException e) {
                if (System.nanoTime() - start > RECOVERY.toNanos()) {
                    throw new AssertionError("the server says the truth again, and the cache does not", e);
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
        }
    }

    @Override
    public void close() {
        caller.shutdownNow();
        cache.close();
        peer.close();
        proxy.close();
    }
}

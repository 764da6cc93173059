package dev.holdfast.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Questions of one caller, far more than it takes until some are asked together; and the longest call. */
    private static final int MOST_QUESTIONS = 2_000;

    private static final Duration LONGEST_CROWD = Duration.ofSeconds(10);

    private static final Duration LONGEST_OPEN = Duration.ofSeconds(4);

    /** A second by the contract; the rest is for a loaded machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(6);

    private final String url;
    private final LyingProxy proxy;
    private final DistributedCache peer;
    private final DistributedCache cache;
    private final ExecutorService callers = Executors.newCachedThreadPool();

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

    /**
     * Many questions at once, until answers that the driver asked for together are a lie, and nothing is said any more.
     * Nobody may be answered with what is another's.
     */
    void crowd(HostileServer server, Lies.Named lie) {
        Question.prepare(peer);
        List<Crowd.Caller> crowd = Crowd.gathered(peer);
        awaitRight();
        AtomicBoolean told = new AtomicBoolean();
        proxy.lie((truth, client) -> {
            if (!server.isMerged(truth)) {
                client.write(truth);
                return true;
            }
            told.set(true);
            lie.lie().tell(truth, client);
            return false;
        });
        try {
            List<Future<String>> answers = crowd.stream()
                    .map(caller -> submit(() -> asksOn(caller, lie), LONGEST_CROWD))
                    .toList();
            answers.forEach(answer -> await(answer, LONGEST_CROWD));
        } finally {
            proxy.truth();
        }
        assertThat(told).as("what the driver asked for together was answered").isTrue();
        awaitRight();
    }

    /** Until it is refused an answer. */
    private String asksOn(Crowd.Caller caller, Lies.Named lie) {
        for (int asked = 0; asked < MOST_QUESTIONS; asked++) {
            long start = System.nanoTime();
            String answer = answer(() -> caller.ask(cache));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_CALL);
            if (lie.isSeenThrough() && !lie.repeatsTheTruth()) {
                assertThat(answer).isIn(caller.truth(), REFUSED);
            }
            if (!answer.equals(caller.truth())) {
                return answer;
            }
        }
        return "the truth";
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

    private String inTime(Asking asking, Duration limit) {
        return await(submit(() -> answer(asking), limit), limit);
    }

    private Future<String> submit(Asking asking, Duration limit) {
        return callers.submit(() -> {
            long start = System.nanoTime();
            String said = asking.ask();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the call took")
                    .isLessThan(limit);
            return said;
        });
    }

    /** The answer, or that it was refused as it may be. */
    private static String answer(Asking asking) {
        try {
            return asking.ask();
        } catch (BulkCacheException e) {
            assertThat(e.failures()).isNotEmpty();
            return REFUSED;
        } catch (CacheException e) {
            assertThat(e.getMessage()).as("no pages of what a server said").hasSizeLessThan(1_000);
            return REFUSED;
        }
    }

    private static String await(Future<String> answer, Duration limit) {
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

    /** A write that was given up may land after what was prepared: then the server is wrong, and prepared again. */
    private void awaitRight() {
        long start = System.nanoTime();
        while (true) {
            try {
                String wrong = Question.wrong(cache);
                if (wrong == null) {
                    return;
                }
                assertThat(Question.wrong(peer))
                        .as("of the server, where by the cache " + wrong)
                        .isNotNull();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(wrong)
                        .isLessThan(RECOVERY);
                Question.prepare(peer);
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
        callers.shutdownNow();
        cache.close();
        peer.close();
        proxy.close();
    }
}

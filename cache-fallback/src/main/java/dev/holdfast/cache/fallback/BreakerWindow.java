package dev.holdfast.cache.fallback;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * The one class that knows Resilience4j: its window of results, its states, its growing waits.
 *
 * <p>Recording a success in the window costs 70 ns, and more where threads meet at it. So successes are counted by
 * stripes, and recorded when a failure or a slow call is. Nothing is lost by that: only those can open the breaker, and
 * the window then holds what it would have held. Everything but {@link #answered} is called by one thread at a time.
 */
final class BreakerWindow {
    private static final double JITTER = 0.1;

    private final CircuitBreaker breaker;
    private final int size;
    private final LongAdder unrecorded = new LongAdder();
    private final BreakerOptions options;
    private final RandomGenerator random;
    private Duration wait;

    BreakerWindow(BreakerOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
        this.size = options.window();
        this.wait = options.trialWait();
        this.breaker = CircuitBreaker.of(
                "breaker",
                CircuitBreakerConfig.custom()
                        .slidingWindow(size, options.minimumCalls(), SlidingWindowType.COUNT_BASED)
                        .failureRateThreshold(options.failurePercent())
                        .slowCallRateThreshold(options.slowPercent())
                        .slowCallDurationThreshold(options.slowCall())
                        .waitIntervalFunctionInOpenState(this::waitMillis)
                        .build());
    }

    /** Resilience4j asks this each time it opens; an attempt is a trial that failed, or the fall itself. */
    private long waitMillis(int attempt) {
        int doublings = Math.min(30, Math.max(0, attempt - 1));
        Duration doubled = options.trialWait().multipliedBy(1L << doublings);
        Duration longest = doubled.compareTo(options.maxTrialWait()) < 0 ? doubled : options.maxTrialWait();
        long nanos = longest.toNanos();
        wait = Duration.ofNanos(nanos - (long) (nanos * JITTER * random.nextDouble()));
        return Math.max(1, wait.toMillis());
    }

    /** An answer that was quick; called by any thread. */
    void answered() {
        unrecorded.increment();
    }

    void answeredSlowly(long tookNanos) {
        recordAnswers();
        breaker.onSuccess(tookNanos, TimeUnit.NANOSECONDS);
    }

    void failed(long tookNanos, Throwable failure) {
        recordAnswers();
        breaker.onError(tookNanos, TimeUnit.NANOSECONDS, failure);
    }

    private void recordAnswers() {
        long answers = Math.min(unrecorded.sumThenReset(), size);
        for (long i = 0; i < answers && !isOpen(); i++) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    boolean isOpen() {
        return breaker.getState() == State.OPEN;
    }

    void open() {
        if (!isOpen()) {
            breaker.transitionToOpenState();
        }
    }

    /** How long it waits for its next trial, since it last opened. */
    Duration waits() {
        return wait;
    }

    /** Its trials are counted elsewhere: Resilience4j would close after as few as make a rate. */
    void halfOpen() {
        breaker.transitionToHalfOpenState();
    }

    /** Forgets how often it has waited. */
    void waitAnew() {
        breaker.reset();
    }

    /** Closes, with nothing recorded. */
    void close() {
        breaker.transitionToClosedState();
        unrecorded.reset();
    }
}

package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can go wrong with a call between a caller and a cache; meant to be imported statically.
 *
 * <p>A fault stands for the network's or the server's share of a failure, and says whether the cache below carried the
 * call out. What the caller gets to know is what a driver could know: {@link dev.holdfast.cache.Outcome#UNKNOWN} for
 * a write without an answer, applied or not. Immutable.
 */
public final class CallFault {
    private static final CallFault PASS = new CallFault(Kind.PASS, "pass", Duration.ZERO, key -> false);
    private static final CallFault FAIL_BEFORE =
            new CallFault(Kind.FAIL_BEFORE, "fail before", Duration.ZERO, key -> true);
    private static final CallFault LOSE_ANSWER =
            new CallFault(Kind.LOSE_ANSWER, "lose answer", Duration.ZERO, key -> true);

    /** Longer than any timeout. */
    private static final Duration WITHOUT_END = Duration.ofSeconds(Long.MAX_VALUE);

    private static final CallFault HANG = new CallFault(Kind.DELAY_REQUEST, "hang", WITHOUT_END, key -> true);
    private static final CallFault HANG_AFTER_APPLYING =
            new CallFault(Kind.DELAY_ANSWER, "hang after applying", WITHOUT_END, key -> true);

    private final Kind kind;
    private final String name;
    private final Duration delay;
    private final Predicate<String> keys;

    /** What is to be done with the call. */
    enum Kind {
        PASS,
        FAIL_BEFORE,
        LOSE_ANSWER,
        DELAY_REQUEST,
        DELAY_ANSWER,
        FAIL_KEYS
    }

    private CallFault(Kind kind, String name, Duration delay, Predicate<String> keys) {
        this.kind = kind;
        this.name = name;
        this.delay = delay;
        this.keys = keys;
    }

    /**
     * No fault: the call goes through.
     *
     * @return the absence of a fault
     */
    public static CallFault pass() {
        return PASS;
    }

    /**
     * The call never reaches the cache: {@link dev.holdfast.cache.CacheUnavailableException}, certainly not applied.
     *
     * @return the fault
     */
    public static CallFault failBefore() {
        return FAIL_BEFORE;
    }

    /**
     * The cache carries the call out, then the connection breaks and the answer is lost:
     * {@link dev.holdfast.cache.CacheUnavailableException} at once, with an unknown outcome for writes.
     *
     * @return the fault
     */
    public static CallFault loseAnswer() {
        return LOSE_ANSWER;
    }

    /**
     * The call reaches the cache only after a while; if the timeout comes first it never does, and ends with
     * {@link dev.holdfast.cache.CacheTimeoutException}.
     *
     * @param delay how long, more than zero
     * @return the fault
     * @throws IllegalArgumentException if the delay is not positive
     */
    public static CallFault delayRequest(Duration delay) {
        return new CallFault(Kind.DELAY_REQUEST, "delay request by " + delay, positive(delay), key -> true);
    }

    /**
     * The cache carries the call out at once, but the answer takes a while; if the timeout comes first the call ends
     * with {@link dev.holdfast.cache.CacheTimeoutException} although it was applied.
     *
     * @param delay how long, more than zero
     * @return the fault
     * @throws IllegalArgumentException if the delay is not positive
     */
    public static CallFault delayAnswer(Duration delay) {
        return new CallFault(Kind.DELAY_ANSWER, "delay answer by " + delay, positive(delay), key -> true);
    }

    /**
     * A server that hangs before it looks at the call: {@link dev.holdfast.cache.CacheTimeoutException} after the
     * timeout, never applied.
     *
     * @return the fault
     */
    public static CallFault hang() {
        return HANG;
    }

    /**
     * A server that hangs before it answers: applied, then {@link dev.holdfast.cache.CacheTimeoutException} after the
     * timeout.
     *
     * @return the fault
     */
    public static CallFault hangAfterApplying() {
        return HANG_AFTER_APPLYING;
    }

    /**
     * The server of some keys is away. A bulk call fails for these with {@link dev.holdfast.cache.BulkCacheException}
     * and is carried out for the rest; a call of one such key {@linkplain #failBefore() fails before}; all other calls
     * pass.
     *
     * @param keys which keys fail
     * @return the fault
     */
    public static CallFault failKeys(Predicate<String> keys) {
        return new CallFault(Kind.FAIL_KEYS, "fail keys", Duration.ZERO, Objects.requireNonNull(keys, "keys"));
    }

    private static Duration positive(Duration delay) {
        if (delay.isZero() || delay.isNegative()) {
            throw new IllegalArgumentException("a delay must be longer than zero, not " + delay);
        }
        return delay;
    }

    Kind kind() {
        return kind;
    }

    Duration delay() {
        return delay;
    }

    boolean hits(String key) {
        return keys.test(key);
    }

    /** What this fault comes to for a call of one key, or of none. */
    CallFault forKey(@Nullable String key) {
        if (kind != Kind.FAIL_KEYS) {
            return this;
        }
        return key != null && hits(key) ? FAIL_BEFORE : PASS;
    }

    /** What this fault comes to for a bulk call. */
    CallFault forKeys(Iterable<String> asked) {
        if (kind != Kind.FAIL_KEYS) {
            return this;
        }
        for (String key : asked) {
            if (hits(key)) {
                return this;
            }
        }
        return PASS;
    }

    /** In words, such as {@code hang after applying}. */
    @Override
    public String toString() {
        return name;
    }
}

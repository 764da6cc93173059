package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a {@link CircuitBreakerCache} opens, and when it tries the remote cache again. Immutable.
 *
 * <p>A failure is a {@link dev.holdfast.cache.CacheTransientException}, or a bulk call of which nothing but that came.
 * Misses, refusals, rejected values and all permanent errors are answers of a server that is there; what the caller did
 * wrong, an interruption and a closed cache count as nothing.
 *
 * @param consecutiveFailures so many failures with no quick answer between open it, 1 to 10,000; default 5. With several
 *     servers behind one cache, of which one may be away alone, take 50 or a breaker a server
 * @param window of how many calls the rates are taken, 1 to 10,000; default 50
 * @param minimumCalls how many calls there must be before the rates count, 1 to {@code window}; default 10
 * @param failurePercent the part of failed calls that opens it, 1 to 100; default 50
 * @param slowPercent the part of slow calls that opens it, 1 to 100; default 80
 * @param slowCall an answer that took longer is slow, 1 ms to 5 min; default 200 ms, four fifths of the default timeout
 * @param trialWait how long the first trial is waited for, 1 ms to 1 h; default 1 s. Each trial that fails doubles it,
 *     less up to a tenth by chance; the cache's recovery sets it back, and so does a connection that is back. What could
 *     not be reconciled is tried again after that long at the latest
 * @param maxTrialWait where doubling ends, {@code trialWait} to 1 day; default 60 s
 * @param trials how many good answers in a row close it, 1 to 100; default 3
 */
public record BreakerOptions(
        int consecutiveFailures,
        int window,
        int minimumCalls,
        int failurePercent,
        int slowPercent,
        Duration slowCall,
        Duration trialWait,
        Duration maxTrialWait,
        int trials) {
    static final int MOST_CALLS = 10_000;
    static final int MOST_TRIALS = 100;
    static final Duration SHORTEST = Duration.ofMillis(1);
    static final Duration LONGEST_SLOW_CALL = Duration.ofMinutes(5);
    static final Duration LONGEST_TRIAL_WAIT = Duration.ofHours(1);
    static final Duration LONGEST_MAX_TRIAL_WAIT = Duration.ofDays(1);

    private static final BreakerOptions DEFAULTS = new BreakerOptions(
            5, 50, 10, 50, 80, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(60), 3);

    /**
     * Checks the bounds.
     *
     * @param consecutiveFailures so many failures in a row open it
     * @param window of how many calls the rates are taken
     * @param minimumCalls how many calls there must be before
     * @param failurePercent the part of failed calls that opens it
     * @param slowPercent the part of slow calls that opens it
     * @param slowCall an answer that took longer is slow
     * @param trialWait how long the first trial is waited for
     * @param maxTrialWait where doubling ends
     * @param trials how many good answers in a row close it
     * @throws IllegalArgumentException naming every bound that is not kept
     */
    public BreakerOptions {
        List<String> problems = new ArrayList<>();
        bound(problems, "consecutiveFailures", consecutiveFailures, MOST_CALLS);
        bound(problems, "window", window, MOST_CALLS);
        bound(problems, "minimumCalls", minimumCalls, Math.max(1, window));
        bound(problems, "failurePercent", failurePercent, 100);
        bound(problems, "slowPercent", slowPercent, 100);
        bound(problems, "slowCall", slowCall, SHORTEST, LONGEST_SLOW_CALL);
        bound(problems, "trialWait", trialWait, SHORTEST, LONGEST_TRIAL_WAIT);
        bound(problems, "maxTrialWait", maxTrialWait, trialWait, LONGEST_MAX_TRIAL_WAIT);
        bound(problems, "trials", trials, MOST_TRIALS);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void bound(List<String> problems, String name, int value, int max) {
        if (value < 1 || value > max) {
            problems.add(name + " must be from 1 to " + max + ", not " + value);
        }
    }

    private static void bound(List<String> problems, String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            problems.add(name + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /**
     * All defaults.
     *
     * @return always the same
     */
    public static BreakerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Starts from the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds {@link BreakerOptions}; each method is the component of its name. Not safe for several threads. */
    public static final class Builder {
        private int consecutiveFailures = DEFAULTS.consecutiveFailures;
        private int window = DEFAULTS.window;
        private int minimumCalls = DEFAULTS.minimumCalls;
        private int failurePercent = DEFAULTS.failurePercent;
        private int slowPercent = DEFAULTS.slowPercent;
        private Duration slowCall = DEFAULTS.slowCall;
        private Duration trialWait = DEFAULTS.trialWait;
        private Duration maxTrialWait = DEFAULTS.maxTrialWait;
        private int trials = DEFAULTS.trials;

        private Builder() {}

        /**
         * Sets how many failures in a row open it.
         *
         * @param failures 1 to 10,000
         * @return this builder
         */
        public Builder consecutiveFailures(int failures) {
            consecutiveFailures = failures;
            return this;
        }

        /**
         * Sets of which calls the rates are taken.
         *
         * @param calls the last so many, 1 to 10,000
         * @param minimum how many there must be first, 1 to {@code calls}
         * @return this builder
         */
        public Builder window(int calls, int minimum) {
            window = calls;
            minimumCalls = minimum;
            return this;
        }

        /**
         * Sets the part of failed calls that opens it.
         *
         * @param percent 1 to 100
         * @return this builder
         */
        public Builder failurePercent(int percent) {
            failurePercent = percent;
            return this;
        }

        /**
         * Sets the part of slow calls that opens it.
         *
         * @param percent 1 to 100
         * @return this builder
         */
        public Builder slowPercent(int percent) {
            slowPercent = percent;
            return this;
        }

        /**
         * Sets what is slow.
         *
         * @param duration an answer that took longer is
         * @return this builder
         */
        public Builder slowCall(Duration duration) {
            slowCall = duration;
            return this;
        }

        /**
         * Sets when the remote cache is tried again.
         *
         * @param first after so long
         * @param longest each failed trial doubles the wait, up to this
         * @return this builder
         */
        public Builder trialWait(Duration first, Duration longest) {
            trialWait = first;
            maxTrialWait = longest;
            return this;
        }

        /**
         * Sets how many good answers in a row close it.
         *
         * @param number 1 to 100
         * @return this builder
         */
        public Builder trials(int number) {
            trials = number;
            return this;
        }

        /**
         * The options.
         *
         * @return immutable options
         * @throws IllegalArgumentException naming every bound that is not kept
         */
        public BreakerOptions build() {
            return new BreakerOptions(
                    consecutiveFailures,
                    window,
                    minimumCalls,
                    failurePercent,
                    slowPercent,
                    slowCall,
                    trialWait,
                    maxTrialWait,
                    trials);
        }
    }
}

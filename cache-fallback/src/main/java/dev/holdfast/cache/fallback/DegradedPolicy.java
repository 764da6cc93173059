package dev.holdfast.cache.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link CircuitBreakerCache} does while the remote cache is away, and afterwards. Immutable.
 *
 * @param values get, set, delete, touch, getAndTouch, ttl and their bulk forms; default {@link DegradedAnswer#LOCAL}
 * @param conditionals add, replace, gets, getsAll, cas and delete with a token; default {@link DegradedAnswer#FAIL}: a
 *     lock or a once-only guard must not be granted by a process that talks to itself
 * @param counters incr and decr; default {@link DegradedAnswer#FAIL}. {@code LOCAL} is an approximation meanwhile, and
 *     what was counted is added afterwards
 * @param reconciliation what becomes of keys written locally; default {@link DegradedReconciliation#INVALIDATE}
 * @param warm whether what is read from and written to the remote cache is kept locally too, so that the fall is soft;
 *     default false. It costs a write to the local cache a call
 * @param staleness how old such a copy may be to be answered, 1 ms to 1 day; default 30 s
 * @param journalKeys how many keys may be written locally during an outage, 1 to 10,000,000; default 100,000. Writes of
 *     further keys are refused with {@link dev.holdfast.cache.CacheOverloadedException}, or fail as the remote cache
 *     failed them where it may have done them
 */
public record DegradedPolicy(
        DegradedAnswer values,
        DegradedAnswer conditionals,
        DegradedAnswer counters,
        DegradedReconciliation reconciliation,
        boolean warm,
        Duration staleness,
        int journalKeys) {
    static final Duration LONGEST_STALENESS = Duration.ofDays(1);
    static final int MOST_JOURNAL_KEYS = 10_000_000;

    private static final DegradedPolicy DEFAULTS = new DegradedPolicy(
            DegradedAnswer.LOCAL,
            DegradedAnswer.FAIL,
            DegradedAnswer.FAIL,
            DegradedReconciliation.INVALIDATE,
            false,
            Duration.ofSeconds(30),
            100_000);

    /**
     * Checks the bounds.
     *
     * @param values get, set, delete, touch and the like
     * @param conditionals add, replace, gets, cas and delete with a token
     * @param counters incr and decr
     * @param reconciliation what becomes of keys written locally
     * @param warm whether copies are kept
     * @param staleness how old they may be
     * @param journalKeys how many keys may be written locally
     * @throws IllegalArgumentException naming every bound that is not kept
     */
    public DegradedPolicy {
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(conditionals, "conditionals");
        Objects.requireNonNull(counters, "counters");
        Objects.requireNonNull(reconciliation, "reconciliation");
        List<String> problems = new ArrayList<>();
        if (staleness.compareTo(BreakerOptions.SHORTEST) < 0 || staleness.compareTo(LONGEST_STALENESS) > 0) {
            problems.add("staleness must be from " + BreakerOptions.SHORTEST + " to " + LONGEST_STALENESS + ", not "
                    + staleness);
        }
        if (journalKeys < 1 || journalKeys > MOST_JOURNAL_KEYS) {
            problems.add("journalKeys must be from 1 to " + MOST_JOURNAL_KEYS + ", not " + journalKeys);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /**
     * All defaults.
     *
     * @return always the same
     */
    public static DegradedPolicy defaults() {
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

    /** Builds {@link DegradedPolicy}; each method is the component of its name. Not safe for several threads. */
    public static final class Builder {
        private DegradedAnswer values = DEFAULTS.values;
        private DegradedAnswer conditionals = DEFAULTS.conditionals;
        private DegradedAnswer counters = DEFAULTS.counters;
        private DegradedReconciliation reconciliation = DEFAULTS.reconciliation;
        private boolean warm = DEFAULTS.warm;
        private Duration staleness = DEFAULTS.staleness;
        private int journalKeys = DEFAULTS.journalKeys;

        private Builder() {}

        /**
         * Sets what get, set, delete and touch give.
         *
         * @param answer local, or a refusal
         * @return this builder
         */
        public Builder values(DegradedAnswer answer) {
            values = answer;
            return this;
        }

        /**
         * Sets what add, replace, gets, cas and delete with a token give.
         *
         * @param answer local, where approximations will do; else a refusal
         * @return this builder
         */
        public Builder conditionals(DegradedAnswer answer) {
            conditionals = answer;
            return this;
        }

        /**
         * Sets what incr and decr give.
         *
         * @param answer local, where approximations will do; else a refusal
         * @return this builder
         */
        public Builder counters(DegradedAnswer answer) {
            counters = answer;
            return this;
        }

        /**
         * Sets what becomes of keys written locally.
         *
         * @param how deleted remotely, or written
         * @return this builder
         */
        public Builder reconciliation(DegradedReconciliation how) {
            reconciliation = how;
            return this;
        }

        /**
         * Keeps copies of what is read and written while all is well.
         *
         * @param maximumAge how old a copy may be to be answered
         * @return this builder
         */
        public Builder warm(Duration maximumAge) {
            warm = true;
            staleness = maximumAge;
            return this;
        }

        /**
         * Bounds the journal.
         *
         * @param keys how many keys may be written locally during an outage
         * @return this builder
         */
        public Builder journalKeys(int keys) {
            journalKeys = keys;
            return this;
        }

        /**
         * The policy.
         *
         * @return an immutable policy
         * @throws IllegalArgumentException naming every bound that is not kept
         */
        public DegradedPolicy build() {
            return new DegradedPolicy(values, conditionals, counters, reconciliation, warm, staleness, journalKeys);
        }
    }
}

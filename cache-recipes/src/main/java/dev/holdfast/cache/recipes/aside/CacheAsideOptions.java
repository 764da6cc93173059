package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link CacheAside} keeps, loads and refreshes values. Immutable.
 *
 * @param ttl how long a value is fresh, unless its loader chooses; there is no default
 * @param staleTtl how long after that it is still served at once, while it is loaded anew in the background; default
 *     zero: not
 * @param staleOnError how long after its TTL it is kept to be served when the load fails, or is slower than
 *     {@code softTimeout}; default zero: not
 * @param errorThrottle how long, after a failed load for which a kept value was served, no process tries again; default
 *     10 s
 * @param softTimeout how long a caller waits for a load where there is a kept value; null, the default: to its end
 * @param loaderDeadline how long a load may take, its wait for a turn included; default 60 s
 * @param lateResults what becomes of a load past its deadline; default {@link LateResult#STORE}
 * @param earlyRefresh when a fresh value is loaded anew in the background; default {@link EarlyRefresh#none()}
 * @param negativeTtl how long it is remembered that the loader found nothing; null, the default: not at all
 * @param jitter the greatest part by which a TTL is shortened by chance, so that what was stored together does not expire
 *     together; 0 to 1 exclusive, default 0.1
 * @param maxConcurrentLoads how many loads of this {@code CacheAside} run at once; 1 to 100,000, default 64
 * @param maxQueuedLoads how many more wait for their turn before the next are refused; 0 to 1,000,000, default 1,024
 * @param leaseTtl how long the fleet waits for a process that died while it loaded; 100 ms to 10 min, default 5 s. A
 *     living one renews its lease
 * @param leaseWait how long a process waits for another's load before it loads for itself alone, without storing; default
 *     15 s. Zero: processes do not wait for each other
 * @param namespace goes before every key with a colon, and makes {@link CacheAside#clear()} possible; null, the default:
 *     keys as they are
 * @param tagged whether values can have tags; costs a read of their versions with each hit of a tagged value; default
 *     false
 * @param tagTtl how long the version of a tag or namespace is kept at least; what depends on it is a miss afterwards;
 *     default 30 days
 * @param runtime what all this runs on
 */
public record CacheAsideOptions(
        Ttl ttl,
        Duration staleTtl,
        Duration staleOnError,
        Duration errorThrottle,
        @Nullable Duration softTimeout,
        Duration loaderDeadline,
        LateResult lateResults,
        EarlyRefresh earlyRefresh,
        @Nullable Duration negativeTtl,
        double jitter,
        int maxConcurrentLoads,
        int maxQueuedLoads,
        Duration leaseTtl,
        Duration leaseWait,
        @Nullable String namespace,
        boolean tagged,
        Ttl tagTtl,
        AsideRuntime runtime) {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    /**
     * Checks all bounds.
     *
     * @param ttl how long a value is fresh
     * @param staleTtl how long after that it is still served at once
     * @param staleOnError how long after its TTL it is kept for failed and slow loads
     * @param errorThrottle how long after a failed load no process tries again
     * @param softTimeout how long a caller waits where there is a kept value
     * @param loaderDeadline how long a load may take
     * @param lateResults what becomes of a load past its deadline
     * @param earlyRefresh when a fresh value is loaded anew
     * @param negativeTtl how long it is remembered that there is nothing
     * @param jitter the greatest part by which a TTL is shortened
     * @param maxConcurrentLoads how many loads run at once
     * @param maxQueuedLoads how many more wait
     * @param leaseTtl how long the fleet waits for a process that died
     * @param leaseWait how long a process waits for another's load
     * @param namespace goes before every key
     * @param tagged whether values can have tags
     * @param tagTtl how long versions are kept
     * @param runtime what all this runs on
     * @throws IllegalArgumentException naming every bound that is not kept
     */
    public CacheAsideOptions {
        Objects.requireNonNull(ttl, "ttl");
        Objects.requireNonNull(lateResults, "lateResults");
        Objects.requireNonNull(earlyRefresh, "earlyRefresh");
        Objects.requireNonNull(tagTtl, "tagTtl");
        Objects.requireNonNull(runtime, "runtime");
        Bounds bounds = new Bounds();
        bounds.duration("staleTtl", staleTtl, Duration.ZERO, LONGEST);
        bounds.duration("staleOnError", staleOnError, Duration.ZERO, LONGEST);
        bounds.duration("errorThrottle", errorThrottle, Duration.ZERO, Duration.ofHours(1));
        bounds.duration("softTimeout", softTimeout, MILLISECOND, loaderDeadline);
        bounds.duration("loaderDeadline", loaderDeadline, MILLISECOND, Duration.ofDays(1));
        bounds.duration("negativeTtl", negativeTtl, MILLISECOND, LONGEST);
        bounds.that(jitter >= 0 && jitter < 1, "jitter must be at least 0 and under 1, not " + jitter);
        bounds.number("maxConcurrentLoads", maxConcurrentLoads, 1, 100_000);
        bounds.number("maxQueuedLoads", maxQueuedLoads, 0, 1_000_000);
        bounds.duration("leaseTtl", leaseTtl, Duration.ofMillis(100), Duration.ofMinutes(10));
        bounds.duration("leaseWait", leaseWait, Duration.ZERO, Duration.ofDays(1));
        bounds.that(
                softTimeout == null || !staleOnError.isZero(),
                "softTimeout has no effect without staleOnError, which keeps the values it serves");
        bounds.that(
                namespace == null || namespace.matches("[^~:][^:]*"),
                "a namespace must be a name without a colon that does not begin with '~'");
        bounds.check();
    }

    /** Collects what is wrong. */
    private static final class Bounds {
        private final List<String> problems = new ArrayList<>();

        void duration(String name, @Nullable Duration value, Duration least, Duration most) {
            that(
                    value == null || (value.compareTo(least) >= 0 && value.compareTo(most) <= 0),
                    name + " must be from " + least + " to " + most + ", not " + value);
        }

        void number(String name, int value, int least, int most) {
            that(value >= least && value <= most, name + " must be from " + least + " to " + most + ", not " + value);
        }

        void that(boolean kept, String problem) {
            if (!kept) {
                problems.add(problem);
            }
        }

        void check() {
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
        }
    }

    /**
     * Starts from the defaults.
     *
     * @param ttl how long a value is fresh, more than zero
     * @return a new builder
     */
    public static Builder ttl(Duration ttl) {
        return new Builder(Ttl.of(ttl));
    }

    /**
     * Starts from the defaults.
     *
     * @param ttl how long a value is fresh
     * @return a new builder
     */
    public static Builder ttl(Ttl ttl) {
        return new Builder(ttl);
    }

    /**
     * Starts from these options.
     *
     * @return a new builder
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** How long after its TTL an entry must still be readable. */
    Duration kept() {
        Duration served = staleTtl.compareTo(staleOnError) > 0 ? staleTtl : staleOnError;
        boolean isFence = earlyRefresh != EarlyRefresh.none() && leaseTtl.compareTo(served) > 0;
        return isFence ? leaseTtl : served;
    }

    /** Builds {@link CacheAsideOptions}; each method is the component of its name. Not safe for several threads. */
    public static final class Builder {
        private Ttl ttl;
        private Duration staleTtl = Duration.ZERO;
        private Duration staleOnError = Duration.ZERO;
        private Duration errorThrottle = Duration.ofSeconds(10);
        private @Nullable Duration softTimeout;
        private Duration loaderDeadline = Duration.ofSeconds(60);
        private LateResult lateResults = LateResult.STORE;
        private EarlyRefresh earlyRefresh = EarlyRefresh.none();
        private @Nullable Duration negativeTtl;
        private double jitter = 0.1;
        private int maxConcurrentLoads = 64;
        private int maxQueuedLoads = 1024;
        private Duration leaseTtl = Duration.ofSeconds(5);
        private Duration leaseWait = Duration.ofSeconds(15);
        private @Nullable String namespace;
        private boolean tagged;
        private Ttl tagTtl = Ttl.of(Duration.ofDays(30));
        private AsideRuntime runtime = AsideRuntime.defaults();

        private Builder(Ttl ttl) {
            this.ttl = Objects.requireNonNull(ttl, "ttl");
        }

        private Builder(CacheAsideOptions from) {
            ttl = from.ttl;
            staleTtl = from.staleTtl;
            staleOnError = from.staleOnError;
            errorThrottle = from.errorThrottle;
            softTimeout = from.softTimeout;
            loaderDeadline = from.loaderDeadline;
            lateResults = from.lateResults;
            earlyRefresh = from.earlyRefresh;
            negativeTtl = from.negativeTtl;
            jitter = from.jitter;
            maxConcurrentLoads = from.maxConcurrentLoads;
            maxQueuedLoads = from.maxQueuedLoads;
            leaseTtl = from.leaseTtl;
            leaseWait = from.leaseWait;
            namespace = from.namespace;
            tagged = from.tagged;
            tagTtl = from.tagTtl;
            runtime = from.runtime;
        }

        /**
         * Sets how long a value is fresh, unless its loader chooses.
         *
         * @param newTtl the time to live
         * @return this builder
         */
        public Builder ttl(Ttl newTtl) {
            ttl = Objects.requireNonNull(newTtl, "ttl");
            return this;
        }

        /**
         * Sets how long past its TTL a value is served at once, while one caller's load runs in the background.
         *
         * @param duration zero: not at all
         * @return this builder
         */
        public Builder staleTtl(Duration duration) {
            staleTtl = duration;
            return this;
        }

        /**
         * Sets how long past its TTL a value is kept to be served when the load fails, or is too slow for the soft
         * timeout.
         *
         * @param duration zero: not at all
         * @return this builder
         */
        public Builder staleOnError(Duration duration) {
            staleOnError = duration;
            return this;
        }

        /**
         * Sets how long, after a failed load for which a kept value was served, no process tries again.
         *
         * @param duration up to 1 h; zero: tried again with the next call
         * @return this builder
         */
        public Builder errorThrottle(Duration duration) {
            errorThrottle = duration;
            return this;
        }

        /**
         * Sets how long a caller waits for a load where there is a kept value; the load goes on in the background.
         *
         * @param duration up to the loader's deadline; null: to the load's end
         * @return this builder
         */
        public Builder softTimeout(@Nullable Duration duration) {
            softTimeout = duration;
            return this;
        }

        /**
         * Sets how long a load may take, its wait for a turn included.
         *
         * @param duration up to a day
         * @return this builder
         */
        public Builder loaderDeadline(Duration duration) {
            loaderDeadline = duration;
            return this;
        }

        /**
         * Sets what becomes of a load past its deadline.
         *
         * @param fate stored or discarded
         * @return this builder
         */
        public Builder lateResults(LateResult fate) {
            lateResults = fate;
            return this;
        }

        /**
         * Sets when a fresh value is loaded anew in the background.
         *
         * @param rule such as {@link EarlyRefresh#after} or {@link EarlyRefresh#xfetch}
         * @return this builder
         */
        public Builder earlyRefresh(EarlyRefresh rule) {
            earlyRefresh = rule;
            return this;
        }

        /**
         * Sets how long it is remembered that the loader found nothing.
         *
         * @param duration null: not at all
         * @return this builder
         */
        public Builder negativeTtl(@Nullable Duration duration) {
            negativeTtl = duration;
            return this;
        }

        /**
         * Sets the greatest part by which a TTL is shortened by chance.
         *
         * @param fraction 0 to 1 exclusive
         * @return this builder
         */
        public Builder jitter(double fraction) {
            jitter = fraction;
            return this;
        }

        /**
         * Sets how many loads run at once.
         *
         * @param loads 1 to 100,000
         * @return this builder
         */
        public Builder maxConcurrentLoads(int loads) {
            maxConcurrentLoads = loads;
            return this;
        }

        /**
         * Sets how many more loads wait for their turn before the next are refused.
         *
         * @param loads 0 to 1,000,000
         * @return this builder
         */
        public Builder maxQueuedLoads(int loads) {
            maxQueuedLoads = loads;
            return this;
        }

        /**
         * Sets how long the fleet waits for a process that died while it loaded.
         *
         * @param duration 100 ms to 10 min; memcached rounds up and adds up to 3 s
         * @return this builder
         */
        public Builder leaseTtl(Duration duration) {
            leaseTtl = duration;
            return this;
        }

        /**
         * Sets how long a process waits for another's load before it loads for itself alone.
         *
         * @param duration zero: processes do not wait for each other
         * @return this builder
         */
        public Builder leaseWait(Duration duration) {
            leaseWait = duration;
            return this;
        }

        /**
         * Puts a name and a colon before every key, and makes {@link CacheAside#clear()} possible.
         *
         * @param name without a colon, not beginning with '~'; null: keys as they are
         * @return this builder
         */
        public Builder namespace(@Nullable String name) {
            namespace = name;
            return this;
        }

        /**
         * Lets values have tags.
         *
         * @return this builder
         */
        public Builder tagged() {
            tagged = true;
            return this;
        }

        /**
         * Sets how long the version of a tag or namespace is kept.
         *
         * @param newTtl no shorter than the entries that depend on it should live
         * @return this builder
         */
        public Builder tagTtl(Ttl newTtl) {
            tagTtl = newTtl;
            return this;
        }

        /**
         * Sets what runs loaders and background work.
         *
         * @param executor not shut down on close; it must run what it takes, or throw {@code RejectedExecutionException}
         * @return this builder
         */
        public Builder executor(Executor executor) {
            return runtime(new AsideRuntime(
                    Objects.requireNonNull(executor, "executor"),
                    runtime.scheduler(),
                    runtime.ticker(),
                    runtime.clock(),
                    runtime.random(),
                    runtime.context()));
        }

        /**
         * Sets where the time comes from.
         *
         * @param scheduler calls back later
         * @param ticker a monotonic clock in nanoseconds
         * @param clock the wall clock
         * @return this builder
         */
        public Builder time(Scheduler scheduler, LongSupplier ticker, InstantSource clock) {
            Objects.requireNonNull(scheduler, "scheduler");
            return runtime(new AsideRuntime(
                    runtime.executor(), scheduler, ticker, clock, runtime.random(), runtime.context()));
        }

        /**
         * Sets where chance comes from.
         *
         * @param random safe for several threads
         * @return this builder
         */
        public Builder random(RandomGenerator random) {
            return runtime(new AsideRuntime(
                    runtime.executor(),
                    runtime.scheduler(),
                    runtime.ticker(),
                    runtime.clock(),
                    random,
                    runtime.context()));
        }

        /**
         * Takes the caller's context along to the thread that loads: called on the caller's thread, it answers what is to
         * run in place of the task; Micrometer's {@code task -> ContextSnapshotFactory.builder().build().captureAll()
         * .wrap(task)}, or a copy of the MDC. A load that several wait for has the context of the first.
         *
         * @param wrapper wraps the task
         * @return this builder
         */
        public Builder context(UnaryOperator<Runnable> wrapper) {
            return runtime(new AsideRuntime(
                    runtime.executor(),
                    runtime.scheduler(),
                    runtime.ticker(),
                    runtime.clock(),
                    runtime.random(),
                    wrapper));
        }

        /**
         * Sets what it all runs on, at once.
         *
         * @param newRuntime executor, time, chance and context
         * @return this builder
         */
        public Builder runtime(AsideRuntime newRuntime) {
            runtime = Objects.requireNonNull(newRuntime, "runtime");
            return this;
        }

        /**
         * The options.
         *
         * @return immutable options
         * @throws IllegalArgumentException naming every bound that is not kept
         */
        public CacheAsideOptions build() {
            return new CacheAsideOptions(
                    ttl,
                    staleTtl,
                    staleOnError,
                    errorThrottle,
                    softTimeout,
                    loaderDeadline,
                    lateResults,
                    earlyRefresh,
                    negativeTtl,
                    jitter,
                    maxConcurrentLoads,
                    maxQueuedLoads,
                    leaseTtl,
                    leaseWait,
                    namespace,
                    tagged,
                    tagTtl,
                    runtime);
        }
    }
}

package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.DriverContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link FallbackCache}. Not safe for several threads. */
public final class FallbackCacheBuilder {
    static final Duration DEFAULT_PROMOTION_TTL = Duration.ofMinutes(5);
    static final String DEFAULT_NAME = "migration";
    static final int DEFAULT_JOURNAL_KEYS = 100_000;

    private final DistributedCache newCache;
    private final DistributedCache oldCache;
    private PhaseSource phases = PhaseSource.fixed(MigrationPhase.DRAIN);
    private String name;
    private Duration promotionTtl = DEFAULT_PROMOTION_TTL;
    private OldFailure oldFailure = OldFailure.MISS;
    private NewFailure newFailure = NewFailure.ERROR;
    private boolean leaveMarks = true;
    private int maxValueBytes = DriverContext.DEFAULT_MAX_VALUE_BYTES;
    private int journalKeys = DEFAULT_JOURNAL_KEYS;
    private Duration timeout = Duration.ofMillis(DriverContext.DEFAULT_TIMEOUT_MILLIS);
    private LongSupplier ticker = System::nanoTime;
    private CacheObserver observer = CacheObserver.none();
    private @Nullable Executor executor;

    FallbackCacheBuilder(DistributedCache newCache, DistributedCache oldCache) {
        this.newCache = Objects.requireNonNull(newCache, "newCache");
        this.oldCache = Objects.requireNonNull(oldCache, "oldCache");
        FallbackCache inner = oldCache.unwrap(FallbackCache.class);
        this.name = inner == null ? DEFAULT_NAME : inner.migration() + "+";
    }

    /**
     * Sets where the phase comes from; {@code DRAIN} for good by default.
     *
     * @param source asked at each call; closed with the cache if it is {@link AutoCloseable}
     * @return this builder
     */
    public FallbackCacheBuilder phases(PhaseSource source) {
        this.phases = Objects.requireNonNull(source, "phases");
        return this;
    }

    /**
     * Sets one phase for good, as configuration gives it.
     *
     * @param phase the phase
     * @return this builder
     */
    public FallbackCacheBuilder phase(MigrationPhase phase) {
        return phases(PhaseSource.fixed(phase));
    }

    /**
     * Names the migration, so that the marks of one are no other's; the same in every process. {@code migration} by
     * default, and that of the old cache with a plus sign where it is a migration itself.
     *
     * @param migration not empty
     * @return this builder
     */
    public FallbackCacheBuilder name(String migration) {
        this.name = Objects.requireNonNull(migration, "name");
        return this;
    }

    /**
     * Sets the longest life of a copy in the new cache while the truth is in old, and the life of what is moved where
     * old can't tell how much is left. A process killed in the middle of a write may leave a copy older than that
     * write for so long. Default 5 minutes.
     *
     * @param ttl 1 second or more
     * @return this builder
     */
    public FallbackCacheBuilder promotionTtl(Duration ttl) {
        this.promotionTtl = Objects.requireNonNull(ttl, "promotionTtl");
        return this;
    }

    /**
     * Sets what a failure of old means in {@code DRAIN}.
     *
     * @param meaning {@link OldFailure#MISS} by default
     * @return this builder
     */
    public FallbackCacheBuilder oldFailure(OldFailure meaning) {
        this.oldFailure = Objects.requireNonNull(meaning, "oldFailure");
        return this;
    }

    /**
     * Sets what a failure of new means in {@code DRAIN}.
     *
     * @param meaning {@link NewFailure#ERROR} by default
     * @return this builder
     */
    public FallbackCacheBuilder newFailure(NewFailure meaning) {
        this.newFailure = Objects.requireNonNull(meaning, "newFailure");
        return this;
    }

    /**
     * Sets whether {@code DRAIN} leaves marks in old that tell processes in {@code FALLBACK} where a key went, also of
     * keys that old never held: one more call a key. True by default; false only where no process is in
     * {@code FALLBACK} or comes back to it.
     *
     * @param leave whether to leave them
     * @return this builder
     */
    public FallbackCacheBuilder leaveMarks(boolean leave) {
        this.leaveMarks = leave;
        return this;
    }

    /**
     * Sets the largest value accepted; {@value DriverContext#DEFAULT_MAX_VALUE_BYTES} by default.
     *
     * @param bytes 1 or more, and no more than both caches accept
     * @return this builder
     */
    public FallbackCacheBuilder maxValueBytes(int bytes) {
        this.maxValueBytes = bytes;
        return this;
    }

    /**
     * Sets how many keys may wait for repair before a whole side is masked; 100,000 by default.
     *
     * @param keys 1 or more
     * @return this builder
     */
    public FallbackCacheBuilder journalKeys(int keys) {
        this.journalKeys = keys;
        return this;
    }

    /**
     * Sets how long a call made of several goes on asking once a server has failed, and how long closing may wait;
     * the two caches have timeouts of their own. Default 250 ms.
     *
     * @param duration more than zero
     * @return this builder
     */
    public FallbackCacheBuilder timeout(Duration duration) {
        this.timeout = Objects.requireNonNull(duration, "timeout");
        return this;
    }

    /**
     * Sets the monotonic clock; {@link System#nanoTime()} by default.
     *
     * @param nanos nanoseconds since any moment
     * @return this builder
     */
    public FallbackCacheBuilder ticker(LongSupplier nanos) {
        this.ticker = Objects.requireNonNull(nanos, "ticker");
        return this;
    }

    /**
     * Sets who is told when the phase changes, at the first call that finds it changed; nobody by default. Of calls an
     * {@link dev.holdfast.cache.observe.ObservedCache} around this one tells.
     *
     * @param told never throws and never blocks
     * @return this builder
     */
    public FallbackCacheBuilder observer(CacheObserver told) {
        this.observer = Objects.requireNonNull(told, "observer");
        return this;
    }

    /**
     * Sets who copies and moves what was read, behind the callers' backs; a thread of the cache's own by default.
     * With an executor, {@link FallbackCache#repair()} is the application's to call.
     *
     * @param background runs what it is given, now or later; what it refuses is not promoted this time
     * @return this builder
     */
    public FallbackCacheBuilder executor(Executor background) {
        this.executor = Objects.requireNonNull(background, "executor");
        return this;
    }

    /**
     * Builds the cache, which owns both caches from here on.
     *
     * @return the cache
     * @throws IllegalArgumentException naming every option that is out of its range
     */
    public FallbackCache build() {
        List<String> problems = new ArrayList<>();
        require(!name.isEmpty(), "name must not be empty", problems);
        require(promotionTtl.compareTo(Duration.ofSeconds(1)) >= 0, "promotionTtl must be 1s or more", problems);
        require(maxValueBytes > 0, "maxValueBytes must be 1 or more", problems);
        require(journalKeys > 0, "journalKeys must be 1 or more", problems);
        require(!timeout.isNegative() && !timeout.isZero(), "timeout must be more than zero", problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        MigrationOptions options = new MigrationOptions(
                name,
                "fallback:" + newCache + "|" + oldCache,
                timeout,
                ticker,
                promotionTtl,
                oldFailure,
                newFailure,
                leaveMarks,
                maxValueBytes,
                journalKeys);
        return new FallbackCache(newCache, oldCache, phases, options, observer, executor);
    }

    private static void require(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }
}

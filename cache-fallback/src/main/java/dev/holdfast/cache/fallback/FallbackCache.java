package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.fallback.Rules.SideToken;
import dev.holdfast.cache.spi.ValueLimit;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache on its way from an old cache to a new one: nothing is lost, nothing comes back, nothing starts cold.
 *
 * <p>{@link #of} is the two-line use; {@link #builder} gives phases, which a fleet of processes takes one by one. What
 * each operation does in each phase, what it costs, and what is promised while something fails, is in
 * docs/migration.md. In short: each key has one side that holds its truth, old until {@code DRAIN} moves it by one
 * {@code cas}; whatever else holds the key is a copy that every writer takes away. While a process is inside a write
 * that is not acknowledged yet, two others may disagree on whether it has happened; after it, none sees older than it.
 *
 * <p>Safe for any number of threads. Owns both caches: {@link #close()} closes them.
 */
public final class FallbackCache implements DistributedCache {
    private final DistributedCache newCache;
    private final DistributedCache oldCache;
    private final PhaseSource phases;
    private final MigrationOptions options;
    private final ValueLimit limit;
    private final Trail trail;
    private final Placement placement;
    private final Copies copies;
    private final Map<MigrationPhase, Rules> rules;
    private final CacheObserver observer;
    private volatile MigrationPhase lastSeen;
    private volatile boolean closed;

    FallbackCache(
            DistributedCache newCache,
            DistributedCache oldCache,
            PhaseSource phases,
            MigrationOptions options,
            CacheObserver observer,
            @Nullable Executor executor) {
        this.newCache = newCache;
        this.oldCache = oldCache;
        this.phases = phases;
        this.options = options;
        this.observer = observer;
        this.lastSeen = phases.phase();
        this.limit = new ValueLimit(options.maxValueBytes(), options.endpoint());
        RepairJournal journal = new RepairJournal(options.journalKeys(), options.promotionTtl(), options.ticker());
        MigrationFigures figures = new MigrationFigures(options.ticker());
        this.placement = new Placement(newCache, oldCache, options, figures, journal, false);
        this.copies = new Copies(placement, options.promotionTtl(), figures);
        this.trail = new Trail(figures, journal, new Promoter(placement, copies, journal, figures, phases, executor));
        TruthInNew draining = new TruthInNew(placement, options, trail);
        this.rules = Map.of(
                MigrationPhase.OLD_ONLY, new OldAlone(placement, trail),
                MigrationPhase.MIRROR, new TruthInOld(placement, copies, options, trail, draining, false),
                MigrationPhase.FALLBACK, new TruthInOld(placement, copies, options, trail, draining, true),
                MigrationPhase.DRAIN, draining,
                MigrationPhase.NEW_ONLY,
                        new TruthInNew(
                                new Placement(newCache, oldCache, options, figures, journal, true), options, trail));
    }

    /**
     * Answers from the new cache, and moves to it, key by key, what only the old one holds: phase {@code DRAIN}, for
     * all processes from their next start on. Their predecessors must have ended: they write old alone.
     *
     * @param newCache the cache to move to
     * @param oldCache the cache to move from; may be a {@code FallbackCache} itself
     * @return the cache, which owns both
     */
    public static FallbackCache of(DistributedCache newCache, DistributedCache oldCache) {
        return builder(newCache, oldCache).leaveMarks(false).build();
    }

    /**
     * Starts from the defaults.
     *
     * @param newCache the cache to move to
     * @param oldCache the cache to move from; may be a {@code FallbackCache} itself, so that more than two stand in order
     * @return a new builder
     */
    public static FallbackCacheBuilder builder(DistributedCache newCache, DistributedCache oldCache) {
        return new FallbackCacheBuilder(newCache, oldCache);
    }

    String migration() {
        return options.name();
    }

    private Rules rules() {
        if (closed) {
            throw new IllegalStateException("the cache " + this + " is closed");
        }
        MigrationPhase now = phases.phase();
        if (now != lastSeen) {
            notice(now);
        }
        return Objects.requireNonNull(rules.get(now), "no rules for the phase");
    }

    private synchronized void notice(MigrationPhase now) {
        MigrationPhase before = lastSeen;
        if (before != now) {
            lastSeen = now;
            observer.on(new CacheEvent.StateMoved(
                    "migration", options.endpoint(), before.name(), now.name(), "the source of phases says so"));
        }
    }

    private <T extends @Nullable Object> T call(Operation operation, String key, Supplier<T> call) {
        long start = options.ticker().getAsLong();
        try {
            return call.get();
        } catch (CacheException e) {
            throw Failures.of(
                    e, operation, key, Duration.ofNanos(options.ticker().getAsLong() - start));
        }
    }

    private byte[] checked(Operation operation, String key, byte[] value) {
        limit.check(operation, KeyRules.check(key), value);
        return requireNoMark(value);
    }

    private byte[] requireNoMark(byte[] value) {
        if (placement.marks.isMark(value)) {
            throw new IllegalArgumentException("the value begins with the 16 bytes that mark what the migration '"
                    + options.name() + "' stores for itself: give the migration another name");
        }
        return value;
    }

    private SideToken own(String key, CasToken token) {
        Objects.requireNonNull(token, "token");
        if (token instanceof Token mine && mine.issuer == this && mine.key.equals(key)) {
            return mine.ofSide;
        }
        throw new IllegalArgumentException(
                "the token was not issued by this cache for this key: take one from gets of the same key");
    }

    private Versioned handedOut(String key, Versioned entry) {
        return new Versioned(entry.value(), new Token(this, key, (SideToken) entry.token()));
    }

    private record Token(FallbackCache issuer, String key, SideToken ofSide) implements CasToken {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Token that
                    && issuer == that.issuer
                    && key.equals(that.key)
                    && ofSide.equals(that.ofSide);
        }

        @Override
        public int hashCode() {
            return ofSide.hashCode();
        }

        @Override
        public String toString() {
            return "Token";
        }
    }

    @Override
    public byte @Nullable [] get(String key) {
        Rules now = rules();
        KeyRules.check(key);
        return this.<byte @Nullable []>call(Operation.GET, key, () -> now.get(key));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Rules now = rules();
        Set<String> distinct = KeyRules.checkAll(keys);
        return distinct.isEmpty() ? Map.of() : now.getAll(distinct);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        Rules now = rules();
        KeyRules.check(key);
        Versioned entry = this.<@Nullable Versioned>call(Operation.GETS, key, () -> now.gets(key));
        return entry == null ? null : handedOut(key, entry);
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Rules now = rules();
        Set<String> distinct = KeyRules.checkAll(keys);
        try {
            return distinct.isEmpty() ? Map.of() : handedOut(now.getsAll(distinct));
        } catch (BulkCacheException e) {
            throw BulkCacheException.readingVersioned(e.call(), handedOut(e.foundVersioned()), e.failures());
        }
    }

    private Map<String, Versioned> handedOut(Map<String, Versioned> entries) {
        Map<String, Versioned> all = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach((key, entry) -> all.put(key, handedOut(key, entry)));
        return all;
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        Rules now = rules();
        byte[] bytes = checked(Operation.SET, key, value);
        Objects.requireNonNull(ttl, "ttl");
        call(Operation.SET, key, () -> {
            now.set(key, bytes, ttl);
            return true;
        });
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Rules now = rules();
        Objects.requireNonNull(ttl, "ttl");
        KeyRules.checkAll(entries.keySet());
        Map<String, byte[]> fitting = new LinkedHashMap<>(entries.size() * 2);
        Map<String, CacheException> failures = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            try {
                fitting.put(key, requireNoMark(limit.check(Operation.SET_ALL, key, value)));
            } catch (CacheRejectedException e) {
                failures.put(key, e);
            }
        });
        Set<String> done = new LinkedHashSet<>(fitting.keySet());
        try {
            if (!fitting.isEmpty()) {
                now.setAll(fitting, ttl);
            }
        } catch (BulkCacheException e) {
            failures.putAll(e.failures());
            done.retainAll(e.done());
        }
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(
                    FailedCall.unsent(Operation.SET_ALL, null, options.endpoint()), done, failures);
        }
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        Rules now = rules();
        byte[] bytes = checked(Operation.ADD, key, value);
        Objects.requireNonNull(ttl, "ttl");
        return call(Operation.ADD, key, () -> now.add(key, bytes, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        Rules now = rules();
        byte[] bytes = checked(Operation.REPLACE, key, value);
        Objects.requireNonNull(ttl, "ttl");
        return call(Operation.REPLACE, key, () -> now.replace(key, bytes, ttl));
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        Rules now = rules();
        byte[] bytes = checked(Operation.CAS, key, value);
        Objects.requireNonNull(ttl, "ttl");
        SideToken ofSide = own(key, token);
        return call(Operation.CAS, key, () -> now.cas(key, bytes, ofSide, ttl));
    }

    @Override
    public boolean delete(String key) {
        Rules now = rules();
        KeyRules.check(key);
        return call(Operation.DELETE, key, () -> now.delete(key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        Rules now = rules();
        KeyRules.check(key);
        SideToken ofSide = own(key, token);
        return call(Operation.DELETE, key, () -> now.delete(key, ofSide));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        Rules now = rules();
        Set<String> distinct = KeyRules.checkAll(keys);
        if (!distinct.isEmpty()) {
            now.deleteAll(distinct);
        }
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return count(key, Operation.INCR, delta, null);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return count(key, Operation.DECR, delta, null);
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return count(key, Operation.INCR, delta, new Count.Creation(initial, Objects.requireNonNull(ttl, "ttl")))
                .orElseThrow();
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return count(key, Operation.DECR, delta, new Count.Creation(initial, Objects.requireNonNull(ttl, "ttl")))
                .orElseThrow();
    }

    private OptionalLong count(String key, Operation operation, long delta, Count.@Nullable Creation creation) {
        Rules now = rules();
        KeyRules.check(key);
        Count count = new Count(operation, delta, creation);
        return call(operation, key, () -> now.count(key, count));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        Rules now = rules();
        KeyRules.check(key);
        Objects.requireNonNull(ttl, "ttl");
        return call(Operation.TOUCH, key, () -> now.touch(key, ttl));
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        Rules now = rules();
        KeyRules.check(key);
        Objects.requireNonNull(ttl, "ttl");
        return this.<byte @Nullable []>call(Operation.GET_AND_TOUCH, key, () -> now.getAndTouch(key, ttl));
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        Rules now = rules();
        KeyRules.check(key);
        return this.<@Nullable Ttl>call(Operation.TTL, key, () -> now.ttl(key));
    }

    /**
     * What both caches can do; of the two ways to cas, that of the side that holds the truth in this phase.
     *
     * @return a set of its own
     */
    @Override
    public Set<Capability> capabilities() {
        Set<Capability> both = EnumSet.copyOf(newCache.capabilities());
        both.retainAll(oldCache.capabilities());
        for (Capability cas : Set.of(Capability.CAS_BY_VALUE, Capability.CAS_BY_VERSION)) {
            both.remove(cas);
            if (rules().truth().capabilities().contains(cas)) {
                both.add(cas);
            }
        }
        return both;
    }

    /**
     * This cache, or what the new cache unwraps to, or the old one; never an {@link InvalidationSource}: neither side can
     * tell of what the other answers.
     */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type == InvalidationSource.class) {
            return null;
        }
        T inNew = newCache.unwrap(type);
        return inNew != null ? inNew : oldCache.unwrap(type);
    }

    /** Asks the side that holds the truth in this phase. */
    @Override
    public void ping() {
        rules().truth().ping();
    }

    /**
     * The phase that calls beginning now are in.
     *
     * @return the phase
     */
    public MigrationPhase phase() {
        return phases.phase();
    }

    /**
     * What has been counted since this cache was made, and when old may be switched off.
     *
     * @return a report that does not change
     */
    public MigrationReport report() {
        return MigrationReport.of(phase(), trail);
    }

    /**
     * Brings the sides in step where that failed before; a thread of this cache does so by itself, unless the builder
     * was given an executor.
     *
     * @return how many keys are still to be repaired
     */
    public int repair() {
        return trail.promoter().repairAll();
    }

    /**
     * Copies or moves keys to the new cache before anybody asks for them, on the calling thread; ends when the phase
     * changes.
     *
     * @param keys which; the position of a walk that was broken off is where the iterable should begin next
     * @param keysPerSecond the most; at least 1
     * @param progress told after each key how many were looked at; stops the walk by answering false
     * @return how many are in the new cache now
     * @throws CacheException if a side fails; what was copied stays
     */
    public long warm(Iterable<String> keys, int keysPerSecond, LongPredicate progress) {
        return new Warming(placement, copies, options.ticker(), keysPerSecond).run(keys, phases, progress);
    }

    /**
     * Compares what the sides hold of some keys; what differs is looked at a second time before it counts.
     *
     * @param keys which
     * @return the keys that new answers with something that old contradicts
     */
    public Set<String> verify(Collection<String> keys) {
        rules();
        return new Parity(placement, trail.figures()).differing(KeyRules.checkAll(keys));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        trail.promoter().close(options.timeout());
        if (phases instanceof AutoCloseable source) {
            closeQuietly(source);
        }
        try {
            newCache.close();
        } finally {
            oldCache.close();
        }
    }

    private static void closeQuietly(AutoCloseable source) {
        try {
            source.close();
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the source of phases did not close", e);
        }
    }

    /** Such as {@code fallback:redis://new|memcached://old}, without secrets. */
    @Override
    public String toString() {
        return options.endpoint();
    }
}

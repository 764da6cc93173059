package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.observe.GuardedObserver;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache that keeps answering while the network cache below it is away, and leaves nothing wrong behind when it is back.
 *
 * <pre>{@code
 * DistributedCache cache = Caches.open("breaker:redis://host");
 *
 * CircuitBreakerCache cache = CircuitBreakerCache.builder(Caches.open("redis://host"))
 *         .degraded(DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build())
 *         .build();
 * }</pre>
 *
 * <p>It stands directly above the network cache, and below anything that swallows errors. What each operation gives
 * while the remote cache is away is the {@link DegradedPolicy}'s to say, when that begins and ends the
 * {@link BreakerOptions}'. Keys written meanwhile are journalled, and are answered locally until the remote cache has been
 * told of them; so it never gives back what is older. {@code docs/circuit-breaker.md} tells all of it.
 *
 * <p>Safe for many threads. State moves go to the observer as {@code StateMoved} of the component {@code breaker}.
 */
public final class CircuitBreakerCache implements DistributedCache, TimedReads {
    private final DistributedCache remote;
    private final DistributedCache local;
    private final String endpoint;
    private final DegradedPolicy policy;
    private final OutageJournal journal;
    private final BreakerGate gate;
    private final BreakerRoute route;
    private final BreakerRecovery recovery;
    private final OutageReconciler reconciler;
    private final DegradedStore degraded;
    private final WarmCopies copies;
    private final BreakerBulk bulk;
    private final GuardedObserver observer;

    CircuitBreakerCache(CircuitBreakerBuilder with, BreakerSchedule schedule) {
        remote = with.remote();
        local = with.openLocal();
        endpoint = "breaker:" + remote;
        policy = with.policy();
        observer = with.guard();
        journal = new OutageJournal(policy.journalKeys());
        BreakerWindow window = new BreakerWindow(with.options(), with.random());
        gate = new BreakerGate(window, with.options(), endpoint, observer, with.ticker(), journal);
        route = new BreakerRoute(gate, journal, endpoint);
        reconciler = new OutageReconciler(remote, local, journal, gate, policy.reconciliation());
        recovery = new BreakerRecovery(remote, gate, reconciler, with.options(), schedule);
        gate.whenWorkIsThere(recovery::begin);
        degraded = new DegradedStore(local, journal, with.ticker(), endpoint, gate::journalled);
        copies = new WarmCopies(local, journal, policy.warm(), policy.staleness());
        bulk = new BreakerBulk(this, remote, degraded, copies, route, policy, endpoint);
    }

    /**
     * Starts to build a breaker around a cache.
     *
     * @param remote the network cache; closed with the breaker
     * @return a new builder
     */
    public static CircuitBreakerBuilder builder(DistributedCache remote) {
        return new CircuitBreakerBuilder(remote);
    }

    /**
     * Where it is.
     *
     * @return the state at this moment
     */
    public BreakerState state() {
        return gate.state();
    }

    /**
     * What it did so far.
     *
     * @return near figures
     */
    public BreakerFigures figures() {
        return new BreakerFigures(
                gate.state(),
                gate.opened(),
                route.answeredLocally(),
                route.refused(),
                journal.size(),
                reconciler.reconciled(),
                reconciler.uncertainCounts());
    }

    /**
     * Says that the remote cache may be back: if the breaker is open, a trial is made at once instead of when it is due.
     * A breaker opened by URL hears that from the driver. Returns at once.
     */
    public void remoteIsBack() {
        recovery.remoteIsBack();
    }

    BreakerRecovery recovery() {
        return recovery;
    }

    DegradedPolicy policy() {
        return policy;
    }

    /** Written out, so that a hit allocates nothing here. */
    @Override
    public byte @Nullable [] get(String key) {
        if (!gate.isDirect() || copies.isOn()) {
            return getWithCare(key);
        }
        int epoch = gate.epoch();
        long start = gate.now();
        byte[] value;
        try {
            value = remote.get(key);
        } catch (RuntimeException e) {
            gate.failed(epoch, start, e);
            if (e instanceof CacheTransientException && policy.values() == DegradedAnswer.LOCAL && !route.isClosed()) {
                return route.<byte @Nullable []>locally(() -> degraded.get(key));
            }
            throw e;
        }
        gate.answered(epoch, start);
        return value;
    }

    private byte @Nullable [] getWithCare(String key) {
        return route.<byte @Nullable []>read(
                policy.values(), Operation.GET, key, () -> copies.get(remote, key), () -> degraded.get(key));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        return bulk.getAll(keys);
    }

    /** Where the remote cache has none of its own, each of their parts goes its own way. */
    private TimedReads composed() {
        return TimedReads.of(new ForwardingCache(this) {});
    }

    @Override
    public @Nullable TimedValue getTimed(String key) {
        if (!(remote instanceof TimedReads reads)) {
            return composed().getTimed(key);
        }
        return route.<@Nullable TimedValue>read(
                policy.values(),
                Operation.GET,
                key,
                () -> {
                    int stamp = copies.reading(key);
                    TimedValue found = reads.getTimed(key);
                    copies.keepRead(key, found == null ? null : found.value(), stamp);
                    return found;
                },
                () -> degraded.getTimed(key));
    }

    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        return remote instanceof TimedReads reads
                ? bulk.getAllTimed(reads, keys)
                : composed().getAllTimed(keys);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        return route.<@Nullable Versioned>read(
                policy.conditionals(),
                Operation.GETS,
                key,
                () -> {
                    int stamp = copies.reading(key);
                    Versioned found = remote.gets(key);
                    copies.keepRead(key, found == null ? null : found.value(), stamp);
                    return tokened(key, found, false);
                },
                () -> tokened(key, degraded.gets(key), true));
    }

    @Nullable
    Versioned tokened(String key, @Nullable Versioned found, boolean isLocal) {
        return found == null ? null : new Versioned(found.value(), new BreakerToken(this, key, isLocal, found.token()));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        return bulk.getsAll(keys);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        route.write(
                policy.values(),
                Operation.SET,
                key,
                () -> {
                    copies.set(remote, key, value, ttl);
                    return Boolean.TRUE;
                },
                () -> {
                    degraded.set(Operation.SET, key, value, ttl);
                    return Boolean.TRUE;
                });
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        bulk.setAll(entries, ttl);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return route.writeOnce(
                policy.conditionals(),
                Operation.ADD,
                key,
                () -> copies.changing(key, () -> remote.add(key, value, ttl)),
                () -> degraded.add(key, value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return route.writeOnce(
                policy.conditionals(),
                Operation.REPLACE,
                key,
                () -> copies.changing(key, () -> remote.replace(key, value, ttl)),
                () -> degraded.replace(key, value, ttl));
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        BreakerToken own = BreakerToken.own(token, this, key);
        return route.writeOnce(
                policy.conditionals(),
                Operation.CAS,
                key,
                () -> own.isLocal()
                        ? CasOutcome.CHANGED
                        : copies.changing(key, () -> remote.cas(key, value, own.inner(), ttl)),
                () -> own.isLocal() ? degraded.cas(key, value, own.inner(), ttl) : CasOutcome.CHANGED);
    }

    @Override
    public boolean delete(String key) {
        return route.write(
                policy.values(),
                Operation.DELETE,
                key,
                () -> copies.changing(key, () -> remote.delete(key)),
                () -> degraded.delete(Operation.DELETE, key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        BreakerToken own = BreakerToken.own(token, this, key);
        return route.writeOnce(
                policy.conditionals(),
                Operation.DELETE,
                key,
                () -> own.isLocal() ? CasOutcome.CHANGED : copies.changing(key, () -> remote.delete(key, own.inner())),
                () -> own.isLocal() ? degraded.delete(key, own.inner()) : CasOutcome.CHANGED);
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        bulk.deleteAll(keys);
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return count(
                Operation.INCR, key, () -> remote.incr(key, delta), () -> degraded.count(Operation.INCR, key, delta));
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return count(
                Operation.DECR, key, () -> remote.decr(key, delta), () -> degraded.count(Operation.DECR, key, delta));
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return count(
                Operation.INCR,
                key,
                () -> remote.incr(key, delta, initial, ttl),
                () -> degraded.count(Operation.INCR, key, delta, initial, ttl));
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return count(
                Operation.DECR,
                key,
                () -> remote.decr(key, delta, initial, ttl),
                () -> degraded.count(Operation.DECR, key, delta, initial, ttl));
    }

    private <T> T count(Operation operation, String key, Supplier<T> onRemote, Supplier<T> onLocal) {
        return route.writeOnce(policy.counters(), operation, key, () -> copies.changing(key, onRemote), onLocal);
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        require(Capability.TOUCH, Operation.TOUCH, key);
        return route.write(
                policy.values(),
                Operation.TOUCH,
                key,
                () -> copies.touch(remote, key, ttl),
                () -> degraded.touch(key, ttl));
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        require(Capability.GET_AND_TOUCH, Operation.GET_AND_TOUCH, key);
        return route.<byte @Nullable []>write(
                policy.values(),
                Operation.GET_AND_TOUCH,
                key,
                () -> copies.getAndTouch(remote, key, ttl),
                () -> degraded.getAndTouch(key, ttl));
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        require(Capability.TTL_READ, Operation.TTL, key);
        return route.<@Nullable Ttl>read(
                policy.values(), Operation.TTL, key, () -> remote.ttl(key), () -> degraded.ttl(key));
    }

    /** What the remote cache can't do is refused while it is away as well. */
    private void require(Capability capability, Operation operation, String key) {
        if (!gate.isDirect() && !capabilities().contains(capability)) {
            route.requireOpen();
            throw new UnsupportedCacheOperationException(FailedCall.unsent(operation, key, endpoint), capability);
        }
    }

    /** The remote cache's, always; while it is away, and where the policy says so, cas is the local cache's, by version. */
    @Override
    public Set<Capability> capabilities() {
        return remote.capabilities();
    }

    /** This breaker, or what is below it on the remote side. */
    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        T below = remote.unwrap(type);
        return type == InvalidationSource.class && below instanceof InvalidationSource source
                ? type.cast(route.localAnswers().withChangesOf(source))
                : below;
    }

    /** Refused while the breaker is open. */
    @Override
    public void ping() {
        if (route.isMasked(null)) {
            throw route.refusal(Operation.PING, null);
        }
        route.remotely(() -> {
            remote.ping();
            return Boolean.TRUE;
        });
    }

    /** Closes both caches. What is journalled then is lost: the remote cache keeps what it has of those keys. */
    @Override
    public void close() {
        route.close();
        recovery.close();
        try {
            remote.close();
        } finally {
            local.close();
            observer.close();
        }
    }

    @Override
    public String toString() {
        return endpoint;
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.spi.DriverContext;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A decorator under which any cache behaves like one behind a network that fails as a {@link FaultPlan} says.
 *
 * <pre>{@code
 * FaultyCache cache = new FaultyCache(local);
 * cache.inject(hang());      // every call ends with CacheTimeoutException after the timeout
 * cache.heal();
 * cache.follow(FaultPlan.script().next(failBefore()).next(pass()).next(loseAnswer()));
 * }</pre>
 *
 * <p>The plan is asked once for every call that a driver would send, ping included. Never faulted: {@code close}, bulk
 * calls without keys, and calls that are refused before anything is sent (nulls, invalid keys, negative deltas, a missing
 * capability, any call after close). What only the cache below can judge, a foreign token or a value too large, is found
 * out when it is asked, so not under {@link CallFault#failBefore()}, {@link CallFault#hang()} or a request delayed beyond the
 * timeout.
 *
 * <p>Waits end with the timeout, with {@link #close()} ({@link dev.holdfast.cache.CacheUnavailableException}) and with
 * an interruption ({@link dev.holdfast.cache.CacheInterruptedException}); healing does not end them. Time spent in the
 * cache below is not counted. Safe for any number of threads; waiting blocks no lock.
 *
 * <p>Found in any stack of decorators by {@code unwrap(FaultyCache.class)}.
 */
public final class FaultyCache extends ForwardingCache {
    private final FaultyLine line;

    /**
     * A cache in good health so far, with the default timeout of a driver
     * ({@value DriverContext#DEFAULT_TIMEOUT_MILLIS} ms), that really waits.
     *
     * @param delegate the cache behind the faults; closed with this one
     */
    public FaultyCache(DistributedCache delegate) {
        this(delegate, FaultPlan.none(), Duration.ofMillis(DriverContext.DEFAULT_TIMEOUT_MILLIS), Sleeper.real());
    }

    /**
     * A cache that fails as planned.
     *
     * @param delegate the cache behind the faults; closed with this one
     * @param plan which call meets which fault, until the plan is changed
     * @param timeout how long a call waits at most, more than zero
     * @param sleeper how it waits: {@link Sleeper#real()}, or {@link Sleeper#advancing} a fake clock
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public FaultyCache(DistributedCache delegate, FaultPlan plan, Duration timeout, Sleeper sleeper) {
        super(delegate);
        this.line = new FaultyLine(delegate.toString(), plan, timeout, sleeper);
    }

    /**
     * Follows another plan from the next call on.
     *
     * @param plan which call meets which fault
     */
    public void follow(FaultPlan plan) {
        line.follow(plan);
    }

    /**
     * Every call meets this fault, from the next one on and until further notice.
     *
     * @param fault the fault
     */
    public void inject(CallFault fault) {
        line.follow(FaultPlan.untilFurtherNotice(fault));
    }

    /** Calls pass, from the next one on; a plan that was followed is forgotten. */
    public void heal() {
        line.follow(FaultPlan.none());
    }

    /**
     * How many calls were made, and met a fault, since this cache was made.
     *
     * @return a live view
     */
    public CallCounts counts() {
        return line.counts();
    }

    private static void checkWrite(String key, byte[] value, Ttl ttl) {
        KeyRules.check(key);
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(ttl, "ttl");
    }

    private static void checkCount(String key, long delta) {
        KeyRules.check(key);
        if (delta < 0) {
            throw new IllegalArgumentException("a delta must not be negative: " + delta);
        }
    }

    private static void checkCount(String key, long delta, long initial, Ttl ttl) {
        checkCount(key, delta);
        if (initial < 0) {
            throw new IllegalArgumentException("an initial value must not be negative: " + initial);
        }
        Objects.requireNonNull(ttl, "ttl");
    }

    /** What the cache below can't do it refuses unsent, fault or no fault. */
    private <T extends @Nullable Object> T capable(
            Capability capability, Operation operation, String key, Supplier<T> call) {
        return capabilities().contains(capability) ? line.call(operation, key, call) : call.get();
    }

    @Override
    public byte @Nullable [] get(String key) {
        KeyRules.check(key);
        return line.<byte @Nullable []>call(Operation.GET, key, () -> delegate().get(key));
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        return line.bulk(Operation.GET_ALL, KeyRules.checkAll(keys), BulkAnswer.VALUES, delegate()::getAll);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        KeyRules.check(key);
        return line.<@Nullable Versioned>call(
                Operation.GETS, key, () -> delegate().gets(key));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        return line.bulk(Operation.GETS_ALL, KeyRules.checkAll(keys), BulkAnswer.VERSIONED, delegate()::getsAll);
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        checkWrite(key, value, ttl);
        line.call(Operation.SET, key, () -> {
            delegate().set(key, value, ttl);
            return Boolean.TRUE;
        });
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Set<String> keys = KeyRules.checkAll(entries.keySet());
        entries.values().forEach(value -> Objects.requireNonNull(value, "value"));
        Objects.requireNonNull(ttl, "ttl");
        line.bulk(Operation.SET_ALL, keys, BulkAnswer.DONE, chosen -> {
            Map<String, byte[]> part = new LinkedHashMap<>(entries);
            part.keySet().retainAll(chosen);
            delegate().setAll(part, ttl);
            return chosen;
        });
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        checkWrite(key, value, ttl);
        return line.call(Operation.ADD, key, () -> delegate().add(key, value, ttl));
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        checkWrite(key, value, ttl);
        return line.call(Operation.REPLACE, key, () -> delegate().replace(key, value, ttl));
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        checkWrite(key, value, ttl);
        Objects.requireNonNull(token, "token");
        return line.call(Operation.CAS, key, () -> delegate().cas(key, value, token, ttl));
    }

    @Override
    public boolean delete(String key) {
        KeyRules.check(key);
        return line.call(Operation.DELETE, key, () -> delegate().delete(key));
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        KeyRules.check(key);
        Objects.requireNonNull(token, "token");
        return line.call(Operation.DELETE, key, () -> delegate().delete(key, token));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        line.bulk(Operation.DELETE_ALL, KeyRules.checkAll(keys), BulkAnswer.DONE, chosen -> {
            delegate().deleteAll(chosen);
            return chosen;
        });
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        checkCount(key, delta);
        return line.call(Operation.INCR, key, () -> delegate().incr(key, delta));
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        checkCount(key, delta);
        return line.call(Operation.DECR, key, () -> delegate().decr(key, delta));
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        checkCount(key, delta, initial, ttl);
        return line.call(Operation.INCR, key, () -> delegate().incr(key, delta, initial, ttl));
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        checkCount(key, delta, initial, ttl);
        return line.call(Operation.DECR, key, () -> delegate().decr(key, delta, initial, ttl));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        KeyRules.check(key);
        Objects.requireNonNull(ttl, "ttl");
        return capable(Capability.TOUCH, Operation.TOUCH, key, () -> delegate().touch(key, ttl));
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        KeyRules.check(key);
        Objects.requireNonNull(ttl, "ttl");
        return this.<byte @Nullable []>capable(
                Capability.GET_AND_TOUCH,
                Operation.GET_AND_TOUCH,
                key,
                () -> delegate().getAndTouch(key, ttl));
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        KeyRules.check(key);
        return this.<@Nullable Ttl>capable(
                Capability.TTL_READ, Operation.TTL, key, () -> delegate().ttl(key));
    }

    @Override
    public void ping() {
        line.call(Operation.PING, null, () -> {
            delegate().ping();
            return Boolean.TRUE;
        });
    }

    /** Ends all waits and closes the cache below; never faulted. */
    @Override
    public void close() {
        line.close();
        super.close();
    }
}

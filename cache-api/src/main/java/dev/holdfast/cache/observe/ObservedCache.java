package dev.holdfast.cache.observe;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheEvent.Result;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A decorator that sends every call's result and duration to an observer, exactly one event a call.
 *
 * <p>Durations are in nanoseconds of {@link System#nanoTime()}. Adds a lambda, an event and two clock readings to a
 * call. {@code unwrap(CacheObserver.class)} answers the observer, so that typed views can report to it.
 */
public final class ObservedCache extends ForwardingCache implements TimedReads {
    private final GuardedObserver observer;
    private final String endpoint;

    private ObservedCache(DistributedCache cache, GuardedObserver observer) {
        super(cache);
        this.observer = observer;
        this.endpoint = cache.toString();
    }

    /**
     * Observes a cache. The observer is guarded: one that throws or is slow harms no call.
     *
     * @param cache what is observed
     * @param observer who is told; a {@link GuardedObserver} is used as it is, and closed with the cache
     * @return the observed cache; closing it closes the cache below
     */
    public static ObservedCache of(DistributedCache cache, CacheObserver observer) {
        return new ObservedCache(
                cache, observer instanceof GuardedObserver guarded ? guarded : GuardedObserver.around(observer));
    }

    private <T extends @Nullable Object> T observed(
            Operation operation, @Nullable String key, int keys, Supplier<T> call, Function<T, Result> result) {
        return counted(operation, key, keys, call, result, answer -> result.apply(answer) == Result.HIT ? 1 : 0);
    }

    private <T> Map<String, T> observedBulk(
            Operation operation, Collection<String> keys, Supplier<Map<String, T>> call) {
        int asked = distinct(keys);
        return counted(
                operation,
                null,
                asked,
                call,
                found -> found.isEmpty() ? Result.MISS : found.size() < asked ? Result.PARTIAL : Result.HIT,
                Map::size);
    }

    /** A key given twice is asked once; what is wrong with them the cache below will say. */
    private static int distinct(@Nullable Collection<String> keys) {
        if (keys == null) {
            return 0;
        }
        return keys instanceof Set
                ? keys.size()
                : (int) keys.stream().distinct().count();
    }

    private <T extends @Nullable Object> T counted(
            Operation operation,
            @Nullable String key,
            int keys,
            Supplier<T> call,
            Function<T, Result> result,
            Function<T, Integer> hits) {
        long start = System.nanoTime();
        T answer;
        try {
            answer = call.get();
        } catch (RuntimeException | Error e) {
            send(operation, key, keys, 0, Result.FAILED, start, e);
            throw e;
        }
        send(operation, key, keys, hits.apply(answer), result.apply(answer), start, null);
        return answer;
    }

    private void send(
            Operation operation,
            @Nullable String key,
            int keys,
            int hits,
            Result result,
            long start,
            @Nullable Throwable error) {
        observer.on(
                new CacheEvent.Call(operation, key, keys, hits, result, System.nanoTime() - start, endpoint, error));
    }

    private void observedVoid(Operation operation, @Nullable String key, int keys, Runnable call, Result whenDone) {
        observed(
                operation,
                key,
                keys,
                () -> {
                    call.run();
                    return Boolean.TRUE;
                },
                done -> whenDone);
    }

    private static Result read(@Nullable Object answer) {
        return answer == null ? Result.MISS : Result.HIT;
    }

    private static Result outcome(CasOutcome outcome, Result whenApplied) {
        return switch (outcome) {
            case STORED -> whenApplied;
            case CHANGED -> Result.CHANGED;
            case MISSING -> Result.MISSING;
        };
    }

    @Override
    public byte @Nullable [] get(String key) {
        return this.<byte @Nullable []>observed(
                Operation.GET, key, 1, () -> delegate().get(key), ObservedCache::read);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        return observedBulk(Operation.GET_ALL, keys, () -> delegate().getAll(keys));
    }

    @Override
    public @Nullable TimedValue getTimed(String key) {
        return this.<@Nullable TimedValue>observed(
                Operation.GET, key, 1, () -> TimedReads.of(delegate()).getTimed(key), ObservedCache::read);
    }

    @Override
    public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
        return observedBulk(
                Operation.GET_ALL, keys, () -> TimedReads.of(delegate()).getAllTimed(keys));
    }

    @Override
    public @Nullable Versioned gets(String key) {
        return this.<@Nullable Versioned>observed(
                Operation.GETS, key, 1, () -> delegate().gets(key), ObservedCache::read);
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        return observedBulk(Operation.GETS_ALL, keys, () -> delegate().getsAll(keys));
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        observedVoid(Operation.SET, key, 1, () -> delegate().set(key, value, ttl), Result.STORED);
    }

    @Override
    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
        int asked = entries == null ? 0 : entries.size();
        observedVoid(Operation.SET_ALL, null, asked, () -> delegate().setAll(entries, ttl), Result.STORED);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return observed(
                Operation.ADD,
                key,
                1,
                () -> delegate().add(key, value, ttl),
                stored -> stored ? Result.STORED : Result.NOT_STORED);
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return observed(
                Operation.REPLACE,
                key,
                1,
                () -> delegate().replace(key, value, ttl),
                stored -> stored ? Result.STORED : Result.NOT_STORED);
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return observed(
                Operation.CAS,
                key,
                1,
                () -> delegate().cas(key, value, token, ttl),
                outcome -> outcome(outcome, Result.STORED));
    }

    @Override
    public boolean delete(String key) {
        return observed(
                Operation.DELETE,
                key,
                1,
                () -> delegate().delete(key),
                deleted -> deleted ? Result.DELETED : Result.MISSING);
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        return observed(
                Operation.DELETE,
                key,
                1,
                () -> delegate().delete(key, token),
                outcome -> outcome(outcome, Result.DELETED));
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        observedVoid(
                Operation.DELETE_ALL, null, distinct(keys), () -> delegate().deleteAll(keys), Result.DONE);
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return observed(
                Operation.INCR,
                key,
                1,
                () -> delegate().incr(key, delta),
                count -> count.isPresent() ? Result.COUNTED : Result.MISSING);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return observed(
                Operation.DECR,
                key,
                1,
                () -> delegate().decr(key, delta),
                count -> count.isPresent() ? Result.COUNTED : Result.MISSING);
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return observed(
                Operation.INCR, key, 1, () -> delegate().incr(key, delta, initial, ttl), count -> Result.COUNTED);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return observed(
                Operation.DECR, key, 1, () -> delegate().decr(key, delta, initial, ttl), count -> Result.COUNTED);
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return observed(
                Operation.TOUCH,
                key,
                1,
                () -> delegate().touch(key, ttl),
                touched -> touched ? Result.TOUCHED : Result.MISSING);
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        return this.<byte @Nullable []>observed(
                Operation.GET_AND_TOUCH, key, 1, () -> delegate().getAndTouch(key, ttl), ObservedCache::read);
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        return this.<@Nullable Ttl>observed(
                Operation.TTL, key, 1, () -> delegate().ttl(key), ObservedCache::read);
    }

    @Override
    public void ping() {
        observedVoid(Operation.PING, null, 0, delegate()::ping, Result.DONE);
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type == CacheObserver.class ? type.cast(observer) : super.unwrap(type);
    }

    @Override
    public void close() {
        try {
            super.close();
        } finally {
            observer.close();
        }
    }
}

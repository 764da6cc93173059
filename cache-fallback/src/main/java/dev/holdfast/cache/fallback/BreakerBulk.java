package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The bulk operations: each key goes its own way, as if asked alone; what goes to the remote cache goes together. */
final class BreakerBulk {
    private final CircuitBreakerCache cache;
    private final DistributedCache remote;
    private final DegradedStore degraded;
    private final WarmCopies copies;
    private final BreakerRoute route;
    private final DegradedPolicy policy;
    private final String endpoint;

    BreakerBulk(
            CircuitBreakerCache cache,
            DistributedCache remote,
            DegradedStore degraded,
            WarmCopies copies,
            BreakerRoute route,
            DegradedPolicy policy,
            String endpoint) {
        this.cache = cache;
        this.remote = remote;
        this.degraded = degraded;
        this.copies = copies;
        this.route = route;
        this.policy = policy;
        this.endpoint = endpoint;
    }

    /** The ways of one kind of bulk read. */
    private record Reading<T>(
            Operation operation,
            DegradedAnswer policy,
            Function<Set<String>, Map<String, T>> onRemote,
            Function<BulkCacheException, Map<String, T>> found,
            Function<String, @Nullable T> onLocal,
            Function<T, byte[]> value,
            Failure<T> failure) {}

    /** Makes the exception of a bulk read. */
    private interface Failure<T> {
        BulkCacheException of(FailedCall call, Map<String, T> found, Map<String, CacheException> failures);
    }

    Map<String, byte[]> getAll(Collection<String> keys) {
        return read(
                new Reading<byte[]>(
                        Operation.GET_ALL,
                        policy.values(),
                        remote::getAll,
                        BulkCacheException::found,
                        degraded::get,
                        value -> value,
                        BulkCacheException::reading),
                keys);
    }

    /** Of a call that failed for some keys, nobody knows how little is left of the others. */
    Map<String, TimedValue> getAllTimed(TimedReads reads, Collection<String> keys) {
        return read(
                new Reading<TimedValue>(
                        Operation.GET_ALL,
                        policy.values(),
                        reads::getAllTimed,
                        failed -> mapped(failed.found(), value -> new TimedValue(value, Ttl.ofMillis(1))),
                        degraded::getTimed,
                        TimedValue::value,
                        (call, found, failures) ->
                                BulkCacheException.reading(call, mapped(found, TimedValue::value), failures)),
                keys);
    }

    private static <A, B> Map<String, B> mapped(Map<String, A> entries, Function<A, B> mapping) {
        Map<String, B> mapped = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach((key, entry) -> mapped.put(key, mapping.apply(entry)));
        return mapped;
    }

    Map<String, Versioned> getsAll(Collection<String> keys) {
        return read(
                new Reading<Versioned>(
                        Operation.GETS_ALL,
                        policy.conditionals(),
                        asked -> tokened(remote.getsAll(asked)),
                        failed -> tokened(failed.foundVersioned()),
                        key -> cache.tokened(key, degraded.gets(key), true),
                        Versioned::value,
                        BulkCacheException::readingVersioned),
                keys);
    }

    private Map<String, Versioned> tokened(Map<String, Versioned> found) {
        Map<String, Versioned> tokened = new LinkedHashMap<>(found.size() * 2);
        found.forEach((key, entry) -> {
            Versioned own = cache.tokened(key, entry, false);
            if (own != null) {
                tokened.put(key, own);
            }
        });
        return tokened;
    }

    private <T> Map<String, T> read(Reading<T> reading, Collection<String> keys) {
        Set<String> all = KeyRules.checkAll(keys);
        Set<String> masked = masked(all, route::isMasked);
        Map<String, T> found = new LinkedHashMap<>(all.size() * 2);
        BreakerBulkCall call = new BreakerBulkCall(route, reading.operation(), reading.policy(), key -> {
            T value = reading.onLocal().apply(key);
            if (value != null) {
                found.put(key, value);
            }
        });
        call.masked(masked);
        masked.removeIf(key -> isReconciled(key, found, call));
        readRemotely(reading, without(all, masked), found, call, masked.isEmpty());
        call.answerFailed();
        call.end();
        Map<String, T> inOrder = BulkReading.inOrder(all, found);
        if (!call.failures().isEmpty()) {
            throw reading.failure()
                    .of(FailedCall.unsent(reading.operation(), null, endpoint), inOrder, call.failures());
        }
        return inOrder;
    }

    /** Absent here because it was reconciled a moment ago: the remote cache is asked. */
    private boolean isReconciled(String key, Map<String, ?> found, BreakerBulkCall call) {
        return !found.containsKey(key) && !call.failures().containsKey(key) && !route.isMasked(key);
    }

    private <T> void readRemotely(
            Reading<T> reading,
            Set<String> keys,
            Map<String, T> found,
            BreakerBulkCall call,
            boolean isAllThatIsAsked) {
        if (keys.isEmpty() && !isAllThatIsAsked) {
            return;
        }
        Map<String, Integer> stamps = new LinkedHashMap<>();
        if (copies.isOn()) {
            keys.forEach(key -> stamps.put(key, copies.reading(key)));
        }
        try {
            found.putAll(route.remotely(() -> reading.onRemote().apply(keys)));
            stamps.forEach((key, stamp) -> {
                T value = found.get(key);
                copies.keepRead(key, value == null ? null : reading.value().apply(value), stamp);
            });
        } catch (BulkCacheException e) {
            found.putAll(reading.found().apply(e));
            call.failures().putAll(e.failures());
            call.failures().keySet().removeAll(found.keySet()); // such as values of which only the time is unknown
        } catch (CacheTransientException e) {
            call.failed(keys, e, isAllThatIsAsked);
        }
    }

    void setAll(Map<String, byte[]> entries, Ttl ttl) {
        Objects.requireNonNull(ttl, "ttl");
        Map<String, byte[]> all = new LinkedHashMap<>(entries);
        KeyRules.checkAll(all.keySet());
        all.forEach((key, value) -> {
            if (value == null) {
                throw new NullPointerException("the value of " + KeyRules.printable(key));
            }
        });
        write(
                Operation.SET_ALL,
                all.keySet(),
                keys -> {
                    Map<String, byte[]> part = new LinkedHashMap<>(all);
                    part.keySet().retainAll(keys);
                    remote.setAll(part, ttl);
                },
                (key, stamp) -> {
                    byte[] value = all.get(key);
                    if (value != null) {
                        copies.keepWritten(key, value, ttl, stamp);
                    }
                },
                key -> degraded.set(Operation.SET_ALL, key, Objects.requireNonNull(all.get(key)), ttl));
    }

    void deleteAll(Collection<String> keys) {
        write(
                Operation.DELETE_ALL,
                KeyRules.checkAll(keys),
                remote::deleteAll,
                (key, stamp) -> copies.drop(key),
                key -> degraded.delete(Operation.DELETE_ALL, key));
    }

    private void write(
            Operation operation,
            Set<String> all,
            Consumer<Set<String>> onRemote,
            BiConsumer<String, Integer> whenDone,
            Consumer<String> onLocal) {
        Set<String> masked = masked(all, route.maskedForWriting());
        BreakerBulkCall call = new BreakerBulkCall(route, operation, policy.values(), onLocal);
        writeRemotely(without(all, masked), onRemote, whenDone, call, masked.isEmpty());
        call.answerFailed();
        call.masked(masked);
        call.end();
        Map<String, CacheException> failures = call.failures();
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(
                    FailedCall.unsent(operation, null, endpoint), without(all, failures.keySet()), failures);
        }
    }

    private void writeRemotely(
            Set<String> keys,
            Consumer<Set<String>> onRemote,
            BiConsumer<String, Integer> whenDone,
            BreakerBulkCall call,
            boolean isAllThatIsAsked) {
        if (keys.isEmpty() && !isAllThatIsAsked) {
            return;
        }
        Map<String, Integer> stamps = new LinkedHashMap<>();
        if (copies.isOn()) {
            keys.forEach(key -> stamps.put(key, copies.writing(key)));
        }
        Set<String> done = Set.of();
        try {
            route.remotely(() -> {
                onRemote.accept(keys);
                return Boolean.TRUE;
            });
            done = keys;
        } catch (BulkCacheException e) {
            done = e.done();
            call.failures().putAll(e.failures());
        } catch (CacheTransientException e) {
            call.failed(keys, e, isAllThatIsAsked);
        } finally {
            for (Map.Entry<String, Integer> stamp : stamps.entrySet()) {
                if (done.contains(stamp.getKey())) {
                    whenDone.accept(stamp.getKey(), stamp.getValue());
                } else {
                    copies.drop(stamp.getKey());
                }
            }
        }
    }

    private Set<String> masked(Set<String> keys, Predicate<String> isMasked) {
        if (keys.isEmpty()) {
            route.requireOpen();
        }
        Set<String> masked = new LinkedHashSet<>();
        for (String key : keys) {
            if (isMasked.test(key)) {
                masked.add(key);
            }
        }
        return masked;
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        if (some.isEmpty()) {
            return all;
        }
        Set<String> rest = new LinkedHashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}

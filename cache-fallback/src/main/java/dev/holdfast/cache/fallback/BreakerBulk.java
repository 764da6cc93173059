package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
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
        Map<String, CacheException> failures = new LinkedHashMap<>();
        readRemotely(reading, without(all, masked), found, failures, masked.isEmpty());
        answerLocally(reading.policy(), reading.operation(), masked, failures, key -> {
            T value = reading.onLocal().apply(key);
            if (value != null) {
                found.put(key, value);
            }
        });
        Map<String, T> inOrder = BulkReading.inOrder(all, found);
        if (!failures.isEmpty()) {
            throw reading.failure().of(FailedCall.unsent(reading.operation(), null, endpoint), inOrder, failures);
        }
        return inOrder;
    }

    private <T> void readRemotely(
            Reading<T> reading,
            Set<String> keys,
            Map<String, T> found,
            Map<String, CacheException> failures,
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
            failures.putAll(e.failures());
        } catch (CacheTransientException e) {
            failed(reading.policy(), keys, failures, e, isAllThatIsAsked);
        }
    }

    /** A failure of the whole call is thrown as it is where nothing else came of the call. */
    private static void failed(
            DegradedAnswer policy,
            Set<String> keys,
            Map<String, CacheException> failures,
            CacheTransientException failure,
            boolean isAllThatIsAsked) {
        if (policy == DegradedAnswer.FAIL && isAllThatIsAsked) {
            throw failure;
        }
        keys.forEach(key -> failures.put(key, failure));
    }

    /** Answers what is masked, and what the remote cache failed, taking it out of the failures; or refuses it. */
    private void answerLocally(
            DegradedAnswer answer,
            Operation operation,
            Set<String> masked,
            Map<String, CacheException> failures,
            Consumer<String> onLocal) {
        if (answer == DegradedAnswer.FAIL) {
            masked.forEach(key -> failures.put(key, route.refusal(operation, key)));
            return;
        }
        Set<String> here = new LinkedHashSet<>(masked);
        failures.forEach((key, failure) -> {
            if (failure instanceof CacheTransientException) {
                here.add(key);
            }
        });
        if (here.isEmpty()) {
            return;
        }
        failures.keySet().removeAll(here);
        route.locally(() -> {
            for (String key : here) {
                try {
                    onLocal.accept(key);
                } catch (CacheException e) { // such as a full journal
                    failures.put(key, e);
                }
            }
            return Boolean.TRUE;
        });
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
        Set<String> masked = masked(all, route::isMaskedForWriting);
        Map<String, CacheException> failures = new LinkedHashMap<>();
        writeRemotely(without(all, masked), onRemote, whenDone, failures, masked.isEmpty());
        answerLocally(policy.values(), operation, masked, failures, onLocal);
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(
                    FailedCall.unsent(operation, null, endpoint), without(all, failures.keySet()), failures);
        }
    }

    private void writeRemotely(
            Set<String> keys,
            Consumer<Set<String>> onRemote,
            BiConsumer<String, Integer> whenDone,
            Map<String, CacheException> failures,
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
            failures.putAll(e.failures());
        } catch (CacheTransientException e) {
            failed(policy.values(), keys, failures, e, isAllThatIsAsked);
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

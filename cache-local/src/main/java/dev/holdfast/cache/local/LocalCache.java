package dev.holdfast.cache.local;

import com.github.benmanes.caffeine.cache.Cache;
import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.spi.CounterDigits;
import dev.holdfast.cache.spi.ValueLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache of this process. Every change of an entry is one atomic replacement of an immutable {@link Entry}, tried
 * again where another came first; an expired entry is removed before anyone is told that it is absent, so that no
 * touch can bring it back after that.
 */
final class LocalCache implements DistributedCache {
    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.CAS_BY_VERSION, Capability.TTL_READ, Capability.TOUCH, Capability.GET_AND_TOUCH);

    private final String endpoint;
    private final ValueLimit limit;
    private final LongSupplier ticker;
    private final Cache<String, Entry> cache;
    private final ConcurrentMap<String, Entry> entries;
    private final ExpirySweep sweep;
    private final EvictionDebt debt;
    private volatile boolean closed;

    LocalCache(String endpoint, Bound bound, ValueLimit limit, LongSupplier ticker) {
        this.endpoint = endpoint;
        this.limit = limit;
        this.ticker = ticker;
        this.cache = bound.newMap();
        this.entries = cache.asMap();
        this.debt = bound.debt();
        this.sweep = new ExpirySweep(entries, entry -> isExpired(entry));
    }

    private boolean isExpired(Entry entry) {
        return !entry.isForever() && entry.remainingNanos(ticker.getAsLong()) <= 0;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the cache " + endpoint + " is closed");
        }
    }

    /** A key that is found was checked when it was stored; only misses pay for the check. */
    private @Nullable Entry live(String key) {
        requireOpen();
        while (true) {
            Entry entry = cache.getIfPresent(key);
            if (entry == null) {
                KeyRules.check(key);
                return null;
            }
            if (!isExpired(entry)) {
                return entry;
            }
            entries.remove(key, entry);
        }
    }

    private Entry entry(byte[] value, Ttl ttl) {
        return Entry.of(value, ticker.getAsLong(), ttl.toNanos());
    }

    /** An entry of the caller's bytes, after all checks that writes have in common. */
    private Entry checkedEntry(Operation operation, String key, byte[] value, Ttl ttl) {
        KeyRules.check(key);
        byte[] own = limit.check(operation, key, value).clone();
        Entry entry = entry(own, ttl);
        requireOpen();
        return entry;
    }

    @Override
    public byte @Nullable [] get(String key) {
        Entry entry = live(key);
        return entry == null ? null : entry.value().clone();
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        requireOpen();
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (String key : keys) {
            byte[] value = get(key);
            if (value != null) {
                found.put(key, value);
            }
        }
        return found;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        Entry entry = live(key);
        return entry == null ? null : new Versioned(entry.value().clone(), new LocalToken(this, key, entry.value()));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        requireOpen();
        Map<String, Versioned> found = new LinkedHashMap<>();
        for (String key : keys) {
            Versioned versioned = gets(key);
            if (versioned != null) {
                found.put(key, versioned);
            }
        }
        return found;
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        Entry fresh = checkedEntry(Operation.SET, key, value, ttl);
        Entry old = entries.put(key, fresh);
        written(key, fresh);
        if (old == null) {
            sweep.step();
        }
    }

    /** A closed cache keeps nothing; and large values are not left to the eviction's thread, which may be busy. */
    private void written(String key, Entry fresh) {
        if (closed) {
            entries.remove(key, fresh);
        }
        if (debt.isDue(Entry.weight(key, fresh))) {
            cache.cleanUp();
        }
    }

    @Override
    public void setAll(Map<String, byte[]> values, Ttl ttl) {
        requireOpen();
        Objects.requireNonNull(ttl, "ttl");
        values.forEach((key, value) -> {
            KeyRules.check(key);
            if (value == null) {
                throw new NullPointerException("the value of " + KeyRules.printable(key));
            }
        });
        Set<String> done = new LinkedHashSet<>();
        Map<String, CacheException> failures = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            try {
                set(key, value, ttl);
                done.add(key);
            } catch (CacheRejectedException e) {
                failures.put(key, e);
            }
        });
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(FailedCall.unsent(Operation.SET_ALL, null, endpoint), done, failures);
        }
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return addIfAbsent(key, checkedEntry(Operation.ADD, key, value, ttl));
    }

    private boolean addIfAbsent(String key, Entry fresh) {
        while (true) {
            Entry old = entries.putIfAbsent(key, fresh);
            if (old == null) {
                written(key, fresh);
                sweep.step();
                return true;
            }
            if (isExpired(old) && entries.replace(key, old, fresh)) {
                written(key, fresh);
                return true;
            }
            if (!isExpired(old)) {
                return false;
            }
        }
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        Entry fresh = checkedEntry(Operation.REPLACE, key, value, ttl);
        Entry old = live(key);
        while (old != null && !entries.replace(key, old, fresh)) {
            old = live(key);
        }
        if (old != null) {
            written(key, fresh);
        }
        return old != null;
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        byte[] version = version(key, token);
        Entry fresh = checkedEntry(Operation.CAS, key, value, ttl);
        while (true) {
            Entry old = live(key);
            if (old == null || old.value() != version) {
                return old == null ? CasOutcome.MISSING : CasOutcome.CHANGED;
            }
            if (entries.replace(key, old, fresh)) {
                written(key, fresh);
                return CasOutcome.STORED;
            }
        }
    }

    private byte[] version(String key, CasToken token) {
        KeyRules.check(key);
        if (token instanceof LocalToken local) {
            return local.versionFor(this, key);
        }
        if (token == null) {
            throw new NullPointerException("token");
        }
        throw new IllegalArgumentException(
                "the token was issued by another cache: use the one that gets answered for " + KeyRules.printable(key));
    }

    @Override
    public boolean delete(String key) {
        KeyRules.check(key);
        requireOpen();
        Entry old = entries.remove(key);
        return old != null && !isExpired(old);
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        byte[] version = version(key, token);
        while (true) {
            Entry old = live(key);
            if (old == null || old.value() != version) {
                return old == null ? CasOutcome.MISSING : CasOutcome.CHANGED;
            }
            if (entries.remove(key, old)) {
                return CasOutcome.STORED;
            }
        }
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        requireOpen();
        cache.invalidateAll(KeyRules.checkAll(keys));
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return count(Operation.INCR, key, delta);
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return count(Operation.DECR, key, delta);
    }

    private OptionalLong count(Operation operation, String key, long delta) {
        if (delta < 0) {
            throw new IllegalArgumentException("a delta must not be negative, but is " + delta
                    + "; to count the other way use " + (operation == Operation.INCR ? "decr" : "incr"));
        }
        while (true) {
            Entry old = live(key);
            if (old == null) {
                return OptionalLong.empty();
            }
            long sum = counted(operation, key, old, delta);
            byte[] digits = CounterDigits.format(sum);
            boolean same =
                    Arrays.equals(digits, old.value()); // read by a delta of 0, say: no token is outdated by that
            if (same || entries.replace(key, old, old.withValue(digits))) {
                return OptionalLong.of(sum);
            }
        }
    }

    private long counted(Operation operation, String key, Entry old, long delta) {
        OptionalLong count = CounterDigits.parse(old.value());
        if (count.isEmpty()) {
            throw new NotACounterException(FailedCall.unsent(operation, key, endpoint), null);
        }
        if (operation == Operation.DECR) {
            return Math.max(0, count.getAsLong() - delta);
        }
        if (count.getAsLong() > Long.MAX_VALUE - delta) {
            throw new CacheRejectedException(
                    FailedCall.unsent(operation, key, endpoint),
                    CacheRejectedException.Reason.COUNTER_LIMIT,
                    "the counter would pass 2^63-1",
                    null);
        }
        return count.getAsLong() + delta;
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return countOrCreate(Operation.INCR, key, delta, initial, ttl);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return countOrCreate(Operation.DECR, key, delta, initial, ttl);
    }

    private long countOrCreate(Operation operation, String key, long delta, long initial, Ttl ttl) {
        if (initial < 0) {
            throw new IllegalArgumentException("an initial count must not be negative, but is " + initial);
        }
        long ttlNanos = ttl.toNanos();
        while (true) {
            OptionalLong count = count(operation, key, delta);
            if (count.isPresent()) {
                return count.getAsLong();
            }
            if (addIfAbsent(key, Entry.of(CounterDigits.format(initial), ticker.getAsLong(), ttlNanos))) {
                return initial;
            }
        }
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return touched(key, ttl) != null;
    }

    @Override
    public byte @Nullable [] getAndTouch(String key, Ttl ttl) {
        Entry entry = touched(key, ttl);
        return entry == null ? null : entry.value().clone();
    }

    private @Nullable Entry touched(String key, Ttl ttl) {
        long ttlNanos = ttl.toNanos();
        while (true) {
            Entry old = live(key);
            if (old == null || entries.replace(key, old, old.withTtl(ticker.getAsLong(), ttlNanos))) {
                return old;
            }
        }
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        Entry entry = live(key);
        if (entry == null || entry.isForever()) {
            return entry == null ? null : Ttl.forever();
        }
        long remainingNanos = entry.remainingNanos(ticker.getAsLong());
        return remainingNanos <= 0 ? ttl(key) : Ttl.of(Duration.ofNanos(remainingNanos)); // it has just expired
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(cache) ? type.cast(cache) : DistributedCache.super.unwrap(type);
    }

    @Override
    public void ping() {
        requireOpen();
    }

    @Override
    public void close() {
        closed = true;
        cache.invalidateAll();
    }

    @Override
    public String toString() {
        return endpoint;
    }
}

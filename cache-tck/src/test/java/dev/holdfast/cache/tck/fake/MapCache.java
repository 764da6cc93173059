package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import dev.holdfast.cache.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of a cache as the faults need below them: a map that counts what reaches it. It knows no expiry. */
final class MapCache implements DistributedCache {
    final AtomicInteger reached = new AtomicInteger();
    final Map<String, byte[]> entries = new ConcurrentHashMap<>();
    private final Set<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.CAS_BY_VALUE));
    private volatile boolean closed;

    record Token(Object entry) implements CasToken {}

    MapCache without(Capability capability) {
        capabilities.remove(capability);
        return this;
    }

    String text(String key) {
        byte[] value = entries.get(key);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private Map<String, byte[]> reach() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        reached.incrementAndGet();
        return entries;
    }

    @Override
    public byte[] get(String key) {
        return reach().get(key);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Map<String, byte[]> found = new LinkedHashMap<>();
        if (!keys.isEmpty()) {
            Map<String, byte[]> all = reach();
            KeyRules.checkAll(keys).stream().filter(all::containsKey).forEach(key -> found.put(key, all.get(key)));
        }
        return found;
    }

    @Override
    public Versioned gets(String key) {
        byte[] value = reach().get(key);
        return value == null ? null : new Versioned(value, new Token(value));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Map<String, Versioned> found = new LinkedHashMap<>();
        getAll(keys).forEach((key, value) -> found.put(key, new Versioned(value, new Token(value))));
        return found;
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        reach().put(key, value);
    }

    @Override
    public void setAll(Map<String, byte[]> added, Ttl ttl) {
        reach().putAll(added);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        return reach().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean replace(String key, byte[] value, Ttl ttl) {
        return reach().replace(key, value) != null;
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        return outcome(key, reach().replace(key, (byte[]) ((Token) token).entry(), value));
    }

    @Override
    public boolean delete(String key) {
        return reach().remove(key) != null;
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        return outcome(key, reach().remove(key, ((Token) token).entry()));
    }

    private CasOutcome outcome(String key, boolean applied) {
        if (applied) {
            return CasOutcome.STORED;
        }
        return entries.containsKey(key) ? CasOutcome.CHANGED : CasOutcome.MISSING;
    }

    @Override
    public void deleteAll(Collection<String> keys) {
        reach().keySet().removeAll(keys);
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        return reach().containsKey(key) ? OptionalLong.of(incr(key, delta, 0, Ttl.forever())) : OptionalLong.empty();
    }

    @Override
    public OptionalLong decr(String key, long delta) {
        return reach().containsKey(key) ? OptionalLong.of(decr(key, delta, 0, Ttl.forever())) : OptionalLong.empty();
    }

    @Override
    public long incr(String key, long delta, long initial, Ttl ttl) {
        return count(Operation.INCR, key, delta, initial);
    }

    @Override
    public long decr(String key, long delta, long initial, Ttl ttl) {
        return count(Operation.DECR, key, -delta, initial);
    }

    private long count(Operation operation, String key, long delta, long initial) {
        byte[] count = reach().compute(key, (k, old) -> {
            long next = initial;
            if (old != null) {
                String digits = new String(old, StandardCharsets.UTF_8);
                if (!digits.matches("\\d{1,18}")) {
                    throw new NotACounterException(FailedCall.unsent(operation, key, "map"), null);
                }
                next = Math.max(0, Long.parseLong(digits) + delta);
            }
            return Long.toString(next).getBytes(StandardCharsets.UTF_8);
        });
        return Long.parseLong(new String(count, StandardCharsets.UTF_8));
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return reach().containsKey(key);
    }

    @Override
    public byte[] getAndTouch(String key, Ttl ttl) {
        return reach().get(key);
    }

    @Override
    public Ttl ttl(String key) {
        if (!capabilities.contains(Capability.TTL_READ)) {
            throw new UnsupportedCacheOperationException(
                    FailedCall.unsent(Operation.TTL, key, "map"), Capability.TTL_READ);
        }
        return reach().containsKey(key) ? Ttl.forever() : null;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public void ping() {
        reach();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "map:";
    }
}

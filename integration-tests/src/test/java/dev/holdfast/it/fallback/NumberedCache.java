package dev.holdfast.it.fallback;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose tokens are bare numbers, as memcached's are: each write takes the server's next one, and nothing tells
 * the number of one server from the same number of another. What was there before is the first write. For one thread.
 */
final class NumberedCache extends ForwardingCache {
    private final Map<String, Long> numbers = new HashMap<>();
    private long last;

    /** A bare number. */
    record Token(long number) implements CasToken {}

    NumberedCache(DistributedCache cache) {
        super(cache);
    }

    private void number(String key) {
        numbers.put(key, ++last);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        byte[] value = get(key);
        return value == null ? null : new Versioned(value, new Token(numbers.getOrDefault(key, 1L)));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
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
        super.set(key, value, ttl);
        number(key);
    }

    @Override
    public boolean add(String key, byte[] value, Ttl ttl) {
        boolean added = super.add(key, value, ttl);
        if (added) {
            number(key);
        }
        return added;
    }

    @Override
    public OptionalLong incr(String key, long delta) {
        number(key);
        return super.incr(key, delta);
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        Versioned current = gets(key);
        if (current == null) {
            return CasOutcome.MISSING;
        }
        if (!current.token().equals(token)) {
            return CasOutcome.CHANGED;
        }
        set(key, value, ttl);
        return CasOutcome.STORED;
    }
}

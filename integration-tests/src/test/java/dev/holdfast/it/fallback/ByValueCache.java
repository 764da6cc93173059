package dev.holdfast.it.fallback;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A cache whose tokens are the bytes that were read, as on Redis. Its calls are steps of their own: for one thread. */
final class ByValueCache extends ForwardingCache {
    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Token(byte[] value) implements CasToken {}

    ByValueCache(DistributedCache cache) {
        super(cache);
    }

    @Override
    public @Nullable Versioned gets(String key) {
        byte[] value = get(key);
        return value == null ? null : new Versioned(value, new Token(value.clone()));
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Map<String, Versioned> found = new LinkedHashMap<>();
        getAll(keys).forEach((key, value) -> found.put(key, new Versioned(value, new Token(value.clone()))));
        return found;
    }

    private CasOutcome compare(String key, CasToken token) {
        byte[] current = get(key);
        if (current == null) {
            return CasOutcome.MISSING;
        }
        return Arrays.equals(current, ((Token) token).value) ? CasOutcome.STORED : CasOutcome.CHANGED;
    }

    @Override
    public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
        CasOutcome outcome = compare(key, token);
        if (outcome.applied()) {
            set(key, value, ttl);
        }
        return outcome;
    }

    @Override
    public CasOutcome delete(String key, CasToken token) {
        CasOutcome outcome = compare(key, token);
        if (outcome.applied()) {
            delete(key);
        }
        return outcome;
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> capabilities = EnumSet.copyOf(super.capabilities());
        capabilities.remove(Capability.CAS_BY_VERSION);
        capabilities.add(Capability.CAS_BY_VALUE);
        return capabilities;
    }
}

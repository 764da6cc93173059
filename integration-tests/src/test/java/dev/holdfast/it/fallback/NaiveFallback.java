package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What pymemcache's FallbackClient does: reads try the caches in order, everything else goes to the new one alone. A
 * single {@code gets} ends with the new one too, since that answers a miss with a pair and not with nothing; the bulk
 * reads end with the first cache that knows any of the keys.
 */
final class NaiveFallback extends ForwardingCache {
    private final DistributedCache old;

    NaiveFallback(DistributedCache fresh, DistributedCache old) {
        super(new NumberedCache(fresh));
        this.old = new NumberedCache(old);
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] found = super.get(key);
        return found == null ? old.get(key) : found;
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Map<String, byte[]> found = super.getAll(keys);
        return found.isEmpty() ? old.getAll(keys) : found;
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Map<String, Versioned> found = super.getsAll(keys);
        return found.isEmpty() ? old.getsAll(keys) : found;
    }
}

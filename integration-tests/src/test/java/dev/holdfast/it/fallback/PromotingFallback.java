package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What mcrouter's WarmUpRoute does: as {@link NaiveFallback}, but what is found in the old cache is added to the new one,
 * with a configured expiry, and {@code gets} then takes the token from there.
 */
final class PromotingFallback extends ForwardingCache {
    private static final Ttl CONFIGURED = Ttl.ofMinutes(5);

    private final DistributedCache old;

    PromotingFallback(DistributedCache fresh, DistributedCache old) {
        super(new NumberedCache(fresh));
        this.old = old;
    }

    private byte @Nullable [] promoted(String key) {
        byte[] found = old.get(key);
        if (found != null) {
            add(key, found, CONFIGURED);
        }
        return found;
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] found = super.get(key);
        return found == null ? promoted(key) : found;
    }

    @Override
    public @Nullable Versioned gets(String key) {
        Versioned found = super.gets(key);
        return found != null || promoted(key) == null ? found : super.gets(key);
    }

    @Override
    public Map<String, byte[]> getAll(Collection<String> keys) {
        Map<String, byte[]> found = new LinkedHashMap<>(super.getAll(keys));
        missing(keys, found).forEach(key -> {
            byte[] promoted = promoted(key);
            if (promoted != null) {
                found.put(key, promoted);
            }
        });
        return found;
    }

    @Override
    public Map<String, Versioned> getsAll(Collection<String> keys) {
        Map<String, Versioned> found = super.getsAll(keys);
        missing(keys, found).forEach(this::promoted);
        return super.getsAll(keys);
    }

    private static List<String> missing(Collection<String> keys, Map<String, ?> found) {
        List<String> missing = new ArrayList<>(keys);
        missing.removeAll(found.keySet());
        return missing;
    }
}

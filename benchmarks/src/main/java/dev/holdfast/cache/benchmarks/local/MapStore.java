package dev.holdfast.cache.benchmarks.local;

import dev.holdfast.cache.benchmarks.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What an application writes by hand on a concurrent map of byte arrays, as briefly as it can: no checks, no limits. An
 * array's identity is its version, as maps compare arrays by identity.
 */
class MapStore implements Store {
    final ConcurrentMap<String, byte[]> map;
    private final boolean copying;

    MapStore(ConcurrentMap<String, byte[]> map, boolean copying) {
        this.map = map;
        this.copying = copying;
    }

    final byte[] copy(byte[] value) {
        return copying ? value.clone() : value;
    }

    @Override
    public byte @Nullable [] get(String key) {
        byte[] value = map.get(key);
        return value == null ? null : copy(value);
    }

    @Override
    public void set(String key, byte[] value) {
        map.put(key, copy(value));
    }

    @Override
    public long incr(String key) {
        while (true) {
            byte[] digits = map.get(key);
            if (digits == null) {
                throw new IllegalStateException("there is no counter " + key);
            }
            long sum = Long.parseLong(new String(digits, StandardCharsets.ISO_8859_1)) + 1;
            if (map.replace(key, digits, Long.toString(sum).getBytes(StandardCharsets.ISO_8859_1))) {
                return sum;
            }
        }
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) {
        byte[] version = map.get(key);
        if (version == null) {
            return false;
        }
        byte[] seen = copy(version);
        return seen.length > 0 && map.replace(key, version, copy(value));
    }
}

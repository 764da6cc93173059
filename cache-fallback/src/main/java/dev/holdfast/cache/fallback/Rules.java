package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What each operation does in one phase. Keys and values have been checked; bulk calls never are of nothing. */
interface Rules {
    byte @Nullable [] get(String key);

    Map<String, byte[]> getAll(Collection<String> keys);

    /** With a token of the side that issued it. */
    @Nullable
    Versioned gets(String key);

    Map<String, Versioned> getsAll(Collection<String> keys);

    void set(String key, byte[] value, Ttl ttl);

    void setAll(Map<String, byte[]> entries, Ttl ttl);

    boolean add(String key, byte[] value, Ttl ttl);

    boolean replace(String key, byte[] value, Ttl ttl);

    CasOutcome cas(String key, byte[] value, SideToken token, Ttl ttl);

    boolean delete(String key);

    CasOutcome delete(String key, SideToken token);

    void deleteAll(Collection<String> keys);

    OptionalLong count(String key, Count count);

    boolean touch(String key, Ttl ttl);

    byte @Nullable [] getAndTouch(String key, Ttl ttl);

    @Nullable
    Ttl ttl(String key);

    /** The side that answers: whose kind of token is handed out, and which is pinged. */
    DistributedCache truth();

    /** A token, and whether the new cache issued it. */
    record SideToken(boolean ofNew, CasToken token) implements CasToken {
        static Versioned in(boolean ofNew, Versioned entry) {
            return new Versioned(entry.value(), new SideToken(ofNew, entry.token()));
        }
    }
}

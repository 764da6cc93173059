package dev.holdfast.cache;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DistributedCache} for values of one type: the same verbs over a {@link Codec}.
 *
 * <p>Stored bytes that the codec can't decode (another program's, an older format's, a wrong encryption key's) are a
 * miss for reads, and a {@link CacheEvent.Undecodable} to the cache's observer; the entry itself stays. A value that
 * can't be encoded is {@link CacheCodecException} before anything is sent. Both hold whatever the codec throws. All else
 * is as the cache below promises.
 * Counters are counted on {@link #bytes()}; {@code Codecs.int64()} reads and writes them.
 *
 * <p>Immutable, and as safe for many threads as the cache below.
 *
 * @param <V> the type of the values, never null
 */
public final class TypedCache<V> {
    private final DistributedCache cache;
    private final Codec<V> codec;
    private final CacheObserver observer;

    TypedCache(DistributedCache cache, Codec<V> codec) {
        this.cache = cache;
        this.codec = Objects.requireNonNull(codec, "codec");
        CacheObserver found = cache.unwrap(CacheObserver.class);
        this.observer = found == null ? CacheObserver.none() : found;
    }

    /**
     * The cache of bytes below.
     *
     * @return the cache this is a view of
     */
    public DistributedCache bytes() {
        return cache;
    }

    /**
     * Reads one value.
     *
     * @param key the key
     * @return the value; null if absent or undecodable
     */
    public @Nullable V get(String key) {
        return decoded(key, cache.get(key));
    }

    /**
     * Reads many values.
     *
     * @param keys the keys; one given twice is asked once
     * @return what was found and could be decoded, in the order asked
     * @throws BulkCacheException if some keys could not be asked: with the bytes found and which failed
     */
    public Map<String, V> getAll(Collection<String> keys) {
        Map<String, V> values = new LinkedHashMap<>();
        cache.getAll(keys).forEach((key, bytes) -> {
            V value = decoded(key, bytes);
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    /**
     * Reads one value with the token for a later {@link #cas} or {@link #delete(String, CasToken)}.
     *
     * @param key the key
     * @return value and token, null if absent; the value is null where it could not be decoded
     */
    public @Nullable TypedVersioned<V> gets(String key) {
        Versioned entry = cache.gets(key);
        return entry == null ? null : versioned(key, entry);
    }

    /**
     * Reads many values with their tokens; each is of one moment, all together are not.
     *
     * @param keys the keys; one given twice is asked once
     * @return what was found, in the order asked; a value is null where it could not be decoded
     * @throws BulkCacheException if some keys could not be asked: with the bytes found and which failed
     */
    public Map<String, TypedVersioned<V>> getsAll(Collection<String> keys) {
        Map<String, TypedVersioned<V>> entries = new LinkedHashMap<>();
        cache.getsAll(keys).forEach((key, entry) -> entries.put(key, versioned(key, entry)));
        return entries;
    }

    private TypedVersioned<V> versioned(String key, Versioned entry) {
        return new TypedVersioned<>(decoded(key, entry.value()), entry.token());
    }

    /**
     * Stores a value, whatever was there before.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     */
    public void set(String key, V value, Ttl ttl) {
        cache.set(key, encoded(key, value), ttl);
    }

    /**
     * Stores many values; each as if by {@link #set} alone. None is stored if one can't be encoded.
     *
     * @param entries keys and values
     * @param ttl how long each lives from now
     * @throws BulkCacheException if some could not be stored: with which were and which failed
     */
    public void setAll(Map<String, V> entries, Ttl ttl) {
        Map<String, byte[]> encoded = new LinkedHashMap<>(entries.size() * 2);
        entries.forEach((key, value) -> encoded.put(key, encoded(key, value)));
        cache.setAll(encoded, ttl);
    }

    /**
     * Stores a value only if the key is absent.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     * @return whether it was stored
     */
    public boolean add(String key, V value, Ttl ttl) {
        return cache.add(key, encoded(key, value), ttl);
    }

    /**
     * Stores a value only if the key is present.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     * @return whether it was stored
     */
    public boolean replace(String key, V value, Ttl ttl) {
        return cache.replace(key, encoded(key, value), ttl);
    }

    /**
     * Stores a value only if the entry is still the one that {@link #gets} saw.
     *
     * @param key the key the token was issued for
     * @param value the value
     * @param token from {@link #gets}
     * @param ttl how long it lives from now
     * @return {@link CasOutcome#STORED}, {@link CasOutcome#CHANGED} or {@link CasOutcome#MISSING}
     */
    public CasOutcome cas(String key, V value, CasToken token, Ttl ttl) {
        return cache.cas(key, encoded(key, value), token, ttl);
    }

    /**
     * Removes an entry.
     *
     * @param key the key
     * @return whether it was there
     */
    public boolean delete(String key) {
        return cache.delete(key);
    }

    /**
     * Removes an entry only if it is still the one that {@link #gets} saw.
     *
     * @param key the key the token was issued for
     * @param token from {@link #gets}
     * @return {@link CasOutcome#STORED} if it was removed, else {@link CasOutcome#CHANGED} or
     *     {@link CasOutcome#MISSING}
     */
    public CasOutcome delete(String key, CasToken token) {
        return cache.delete(key, token);
    }

    /**
     * Removes many entries, present or not.
     *
     * @param keys the keys
     * @throws BulkCacheException if some could not be removed: with which were and which failed
     */
    public void deleteAll(Collection<String> keys) {
        cache.deleteAll(keys);
    }

    /**
     * Gives an entry a new time to live from now.
     *
     * @param key the key
     * @param ttl how long it lives from now
     * @return whether it was there
     */
    public boolean touch(String key, Ttl ttl) {
        return cache.touch(key, ttl);
    }

    /**
     * Reads a value and gives it a new time to live from now, in one step.
     *
     * @param key the key
     * @param ttl how long it lives from now
     * @return the value; null if absent or undecodable
     */
    public @Nullable V getAndTouch(String key, Ttl ttl) {
        return decoded(key, cache.getAndTouch(key, ttl));
    }

    /**
     * What is left of an entry's time to live.
     *
     * @param key the key
     * @return what is left; {@link Ttl#forever()} for no expiry; null if absent
     */
    public @Nullable Ttl ttl(String key) {
        return cache.ttl(key);
    }

    /**
     * A value as the bytes that {@link #set} stores, for who writes through {@link #bytes()}.
     *
     * @param key under which it will be stored
     * @param value the value
     * @return the bytes
     * @throws CacheCodecException if the codec can't encode it
     */
    public byte[] encode(String key, V value) {
        return encoded(key, value);
    }

    /**
     * The value that bytes of {@link #bytes()} stand for, as {@link #get} decodes them: those that the codec can't
     * decode are reported to the observer.
     *
     * @param key under which they were found
     * @param bytes the bytes
     * @return the value; null if undecodable
     */
    public @Nullable V decode(String key, byte[] bytes) {
        return decoded(key, Objects.requireNonNull(bytes, "bytes"));
    }

    private byte[] encoded(String key, V value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        try {
            return Objects.requireNonNull(codec.forKey(key).encode(value), "encoded");
        } catch (CacheCodecException e) {
            throw e.of(key);
        } catch (RuntimeException | StackOverflowError e) {
            throw CacheCodecException.encoding("the codec failed", e).of(key);
        }
    }

    private @Nullable V decoded(String key, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        CacheCodecException undecodable;
        try {
            return Objects.requireNonNull(codec.forKey(key).decode(bytes), "decoded");
        } catch (CacheCodecException e) {
            undecodable = e;
        } catch (RuntimeException | StackOverflowError e) { // must not become every reader's crash loop
            undecodable = CacheCodecException.decoding("the codec failed", e);
        }
        observer.on(new CacheEvent.Undecodable(key, cache.toString(), undecodable.of(key)));
        return null;
    }

    /** The cache's endpoint, without secrets. */
    @Override
    public String toString() {
        return "TypedCache[" + cache + "]";
    }
}

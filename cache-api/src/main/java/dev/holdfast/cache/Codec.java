package dev.holdfast.cache;

/**
 * Turns values into bytes and back, for a {@link TypedCache}.
 *
 * <p>Implementations are stateless or immutable, and safe for use by any number of threads. What {@code encode}
 * returns belongs to the caller. The codec is chosen by configuration, never by the stored bytes.
 *
 * @param <V> the type of the values, never null
 */
public interface Codec<V> {
    /**
     * The bytes of a value.
     *
     * @param value not null
     * @return a new array, or the value itself where that is an array of bytes
     * @throws CacheCodecException if the value cannot be encoded
     */
    byte[] encode(V value);

    /**
     * The value of those bytes. Any bytes may come, also those of another program: the answer to bytes that are not
     * this codec's is {@link CacheCodecException}, never another exception, and never memory without bound.
     *
     * @param bytes what is stored; never changed, and kept only as the value itself
     * @return the value
     * @throws CacheCodecException if the bytes are none of this codec's
     */
    V decode(byte[] bytes);

    /**
     * The codec for the entry of one key. A codec that binds bytes to their key (encryption) answers with one bound
     * to it; all others with themselves.
     *
     * @param key the key as the {@link TypedCache} was given it
     * @return this codec, or one bound to the key
     */
    default Codec<V> forKey(String key) {
        return this;
    }
}

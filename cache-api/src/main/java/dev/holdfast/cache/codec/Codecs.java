package dev.holdfast.cache.codec;

import dev.holdfast.cache.Codec;
import java.util.List;

/**
 * The built-in codecs. JSON and MessagePack are {@code JacksonCodecs} in the module {@code cache-codec-jackson}.
 *
 * <p>All are immutable and safe for any number of threads. Bytes that are not a codec's own are
 * {@link dev.holdfast.cache.CacheCodecException}, whatever they are.
 */
public final class Codecs {
    private Codecs() {}

    /**
     * Text as UTF-8, strictly: malformed bytes and unpaired surrogates are refused, never replaced.
     *
     * @return the codec
     */
    public static Codec<String> utf8() {
        return Utf8Codec.INSTANCE;
    }

    /**
     * Bytes as they are. Nothing is copied: {@code encode} and {@code decode} answer with the array they were given,
     * which is safe under a cache, as it keeps no array it was given and shares none it returns.
     *
     * @return the codec
     */
    public static Codec<byte[]> bytes() {
        return BytesCodec.INSTANCE;
    }

    /**
     * Counters: 0 to 2<sup>63</sup>−1 in ASCII digits without sign, padding or leading zeros, as {@code incr} and
     * {@code decr} leave them behind and count on.
     *
     * @return the codec
     */
    public static Codec<Long> int64() {
        return Int64Codec.INSTANCE;
    }

    /**
     * Java serialization behind an allow-list. Reading and writing use only {@code type} with its superclasses,
     * strings, boxed primitives, arrays of what is allowed, and what is named; anything else is refused before an
     * object of it exists, dynamic proxies always. Reading is also limited to 20 levels of nesting, a million references
     * and arrays that the stored bytes could fill.
     *
     * <p>Prefer JSON or MessagePack: they are read by other languages and survive refactoring. What is allowed here
     * runs its own {@code readObject} on bytes that anyone with access to the cache may have written.
     *
     * @param type the type of the values; where it is an interface or has other classes in its fields, name these
     * @param allowed further classes: a binary name ({@code com.acme.Order$Line}), or a package without its
     *     sub-packages ({@code com.acme.orders.*}). JDK classes may serialize as a stand-in (all of {@code java.time}
     *     as {@code java.time.Ser}, {@code List.of} as {@code java.util.CollSer}); the refusal at {@code encode} names it
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if a name is neither of the two forms
     */
    public static <V> Codec<V> javaSerialization(Class<V> type, String... allowed) {
        return new JavaSerializationCodec<>(type, AllowedClasses.of(type, List.of(allowed)));
    }

    /**
     * Compresses long values (zlib, at its fastest level) and leaves short and incompressible ones as they are, each
     * after one marker byte.
     *
     * @param codec for the values themselves
     * @param threshold values of fewer bytes stay as they are; at least 0, 1024 is a good choice
     * @param maxBytes the most bytes a value has uncompressed, at least 1; longer ones are refused in both directions,
     *     so that no stored bytes ever unpack to more
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static <V> Codec<V> compressed(Codec<V> codec, int threshold, int maxBytes) {
        return new CompressedCodec<>(codec, threshold, maxBytes);
    }

    /**
     * As {@link #encrypted(Codec, EncryptionKeys, String)} without a context.
     *
     * @param codec for the values themselves
     * @param keys the key to write with and those to read with
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> encrypted(Codec<V> codec, EncryptionKeys keys) {
        return encrypted(codec, keys, "");
    }

    /**
     * Encrypts and authenticates values with AES-GCM. A wrong or unknown key, any changed byte, and an entry copied to
     * another cache key are refused when read.
     *
     * <p>The cache key that is authenticated is the one the {@link dev.holdfast.cache.TypedCache} was given. A prefix
     * or namespace below it is not part of it, so that two namespaces with one encryption key accept each other's
     * entries of the same name; {@code context} parts them. Used without {@link Codec#forKey}, as outside a
     * {@code TypedCache}, the key authenticated is empty.
     *
     * <p>Each value has a random 96-bit IV, for which NIST SP 800-38D allows at most 2<sup>32</sup> encryptions with
     * one key: rotate the key before (at 1,000 writes a second: within 49 days). Not hidden are the cache key, the
     * length and the id of the encryption key; and an older value of the same entry, put back by someone with access
     * to the cache, is accepted.
     *
     * @param codec for the values themselves; compress within, not around
     * @param keys the key to write with and those to read with
     * @param context what else the entry belongs to (application, namespace, tenant): authenticated, not stored
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> encrypted(Codec<V> codec, EncryptionKeys keys, String context) {
        return new EncryptedCodec<>(codec, new AesGcm(keys, context), "");
    }

    /**
     * A change of format while running: {@code reading(newCodec).alsoReading(oldCodec)} writes with the new codec and
     * reads with the first of them that accepts the bytes.
     *
     * @param codec writes, and reads first
     * @param <V> the type of the values
     * @return the codec, to be continued with {@link RollingCodec#alsoReading}
     */
    public static <V> RollingCodec<V> reading(Codec<V> codec) {
        return new RollingCodec<>(List.of(codec));
    }
}

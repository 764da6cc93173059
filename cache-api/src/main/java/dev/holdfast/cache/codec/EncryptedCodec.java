package dev.holdfast.cache.codec;

import dev.holdfast.cache.Codec;
import java.util.Objects;

/** Encrypts what another codec encodes, bound to one cache key. */
final class EncryptedCodec<V> implements Codec<V> {
    private final Codec<V> inner;
    private final AesGcm cipher;
    private final String cacheKey;

    EncryptedCodec(Codec<V> inner, AesGcm cipher, String cacheKey) {
        this.inner = Objects.requireNonNull(inner, "codec");
        this.cipher = cipher;
        this.cacheKey = Objects.requireNonNull(cacheKey, "key");
    }

    @Override
    public byte[] encode(V value) {
        return cipher.encrypt(inner.encode(value), cacheKey);
    }

    @Override
    public V decode(byte[] bytes) {
        return inner.decode(cipher.decrypt(bytes, cacheKey));
    }

    @Override
    public Codec<V> forKey(String key) {
        return new EncryptedCodec<>(inner.forKey(key), cipher, key);
    }

    @Override
    public String toString() {
        return "encrypted(" + inner + ")";
    }
}

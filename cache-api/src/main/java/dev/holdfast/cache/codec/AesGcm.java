package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-GCM with a random IV: {@code version, length of key id, key id, IV, ciphertext and tag}.
 *
 * <p>Authenticated beside the value: all that stands before the IV, then context and cache key as UTF-8, the context
 * after its length in four bytes, so that no two pairs of them read the same.
 */
final class AesGcm {
    private static final byte VERSION = 1;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final EncryptionKeys keys;
    private final byte[] context;
    private final SecureRandom random;

    AesGcm(EncryptionKeys keys, String context) {
        this(keys, context, new SecureRandom());
    }

    AesGcm(EncryptionKeys keys, String context, SecureRandom random) {
        this.keys = Objects.requireNonNull(keys, "keys");
        this.context = context.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    byte[] encrypt(byte[] plain, String cacheKey) {
        byte[] header = header(keys.writingId());
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        byte[] stored = new byte[header.length + IV_BYTES + plain.length + TAG_BYTES];
        System.arraycopy(header, 0, stored, 0, header.length);
        System.arraycopy(iv, 0, stored, header.length, IV_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.writingKey(), iv, header, cacheKey);
            cipher.doFinal(plain, 0, plain.length, stored, header.length + IV_BYTES);
            return stored;
        } catch (GeneralSecurityException | ProviderException e) {
            throw CacheCodecException.encoding("the value could not be encrypted", e);
        }
    }

    byte[] decrypt(byte[] stored, String cacheKey) {
        ByteBuffer source = ByteBuffer.wrap(stored);
        String keyId = readKeyId(source);
        SecretKey key = keys.reading(keyId);
        if (key == null) {
            throw CacheCodecException.decoding("encrypted with a key that is not among the reading ones", null);
        }
        byte[] iv = new byte[IV_BYTES];
        source.get(iv);
        try {
            return cipher(Cipher.DECRYPT_MODE, key, iv, header(keyId), cacheKey)
                    .doFinal(stored, source.position(), source.remaining());
        } catch (GeneralSecurityException | ProviderException e) {
            throw CacheCodecException.decoding("wrong key, changed bytes, or an entry of another cache key", e);
        }
    }

    private static String readKeyId(ByteBuffer source) {
        if (source.remaining() < 2 || source.get() != VERSION) {
            throw notEncrypted();
        }
        int length = Byte.toUnsignedInt(source.get());
        if (source.remaining() < length + IV_BYTES + TAG_BYTES) {
            throw notEncrypted();
        }
        byte[] id = new byte[length];
        source.get(id);
        return new String(id, StandardCharsets.US_ASCII);
    }

    private static CacheCodecException notEncrypted() {
        return CacheCodecException.decoding("the bytes are not of the encrypted form", null);
    }

    private static byte[] header(String keyId) {
        byte[] id = keyId.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + id.length)
                .put(VERSION)
                .put((byte) id.length)
                .put(id)
                .array();
    }

    private Cipher cipher(int mode, SecretKey key, byte[] iv, byte[] header, String cacheKey)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, iv));
        cipher.updateAAD(header);
        cipher.updateAAD(ByteBuffer.allocate(4).putInt(context.length).array());
        cipher.updateAAD(context);
        cipher.updateAAD(cacheKey.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

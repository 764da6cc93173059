package dev.holdfast.cache.memcached;

import dev.holdfast.cache.KeyRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Keys as they go over the wire. What memcached can hold stays as it is; what it can't (over 250 bytes, or with spaces
 * or control characters) becomes the byte 0xFF, the first part of the key with its unfit bytes as {@code _}, another
 * 0xFF, and the SHA-256 of the whole in base64url.
 *
 * <p>No UTF-8 text holds the byte 0xFF, and every key is UTF-8 text, so no key that is stored as it is can equal an
 * encoded one. And no key can end a line or begin another command, whatever the client below believes about keys.
 */
final class WireKey {
    static final int LONGEST = 250;
    private static final int HASH_CHARS = 43;
    private static final int RECOGNISABLE = LONGEST - HASH_CHARS - 2;
    private static final byte MARK = (byte) 0xff;

    private WireKey() {}

    /** A key after the checks of {@link KeyRules}, encoded. */
    static byte[] of(String key) {
        byte[] bytes = KeyRules.check(key).getBytes(StandardCharsets.UTF_8);
        return isHoldable(bytes) ? bytes : encoded(bytes);
    }

    private static boolean isHoldable(byte[] key) {
        for (byte b : key) {
            if (isUnfit(b)) {
                return false;
            }
        }
        return key.length <= LONGEST;
    }

    private static boolean isUnfit(byte b) {
        return (b >= 0 && b <= 0x20) || b == 0x7f;
    }

    private static byte[] encoded(byte[] key) {
        int recognisable = Math.min(key.length, RECOGNISABLE);
        byte[] encoded = new byte[1 + recognisable + 1 + HASH_CHARS];
        encoded[0] = MARK;
        for (int i = 0; i < recognisable; i++) {
            encoded[1 + i] = isUnfit(key[i]) ? (byte) '_' : key[i];
        }
        encoded[1 + recognisable] = MARK;
        byte[] hash = Base64.getUrlEncoder().withoutPadding().encode(sha256(key));
        System.arraycopy(hash, 0, encoded, 2 + recognisable, HASH_CHARS);
        return encoded;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

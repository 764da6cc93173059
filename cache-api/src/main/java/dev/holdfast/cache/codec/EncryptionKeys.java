package dev.holdfast.cache.codec;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * The AES keys of {@link Codecs#encrypted}: one that writes, and those that still read, each under an id that is stored
 * with every value. Immutable.
 *
 * <p>To rotate without a miss: let every process read the new key, then let every process write with it and read the
 * old one, and drop the old one after the longest time to live.
 */
public final class EncryptionKeys {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    private final String writingId;
    private final SecretKey writingKey;
    private final Map<String, SecretKey> keys;

    private EncryptionKeys(String writingId, SecretKey writingKey, Map<String, SecretKey> keys) {
        this.writingId = writingId;
        this.writingKey = writingKey;
        this.keys = keys;
    }

    /**
     * The key to write with. It is read with, too.
     *
     * @param id 1 to 32 of {@code A-Z a-z 0-9 . _ -}; stored in the clear, and never to be given to another key
     * @param key an AES key of 16, 24 or 32 bytes
     * @return the keys
     * @throws IllegalArgumentException if the id or the key is not of that form
     */
    public static EncryptionKeys writing(String id, SecretKey key) {
        return new EncryptionKeys(checked(id), checked(id, key), Map.of(id, key));
    }

    /**
     * These keys, with one more to read with.
     *
     * @param id the id it wrote under
     * @param key an AES key of 16, 24 or 32 bytes
     * @return the new keys; these stay as they are
     * @throws IllegalArgumentException if the id or the key is not of that form, or the id is there already
     */
    public EncryptionKeys alsoReading(String id, SecretKey key) {
        Map<String, SecretKey> more = new LinkedHashMap<>(keys);
        if (more.put(checked(id), checked(id, key)) != null) {
            throw new IllegalArgumentException("two keys have the id '" + id + "'");
        }
        return new EncryptionKeys(writingId, writingKey, more);
    }

    String writingId() {
        return writingId;
    }

    SecretKey writingKey() {
        return writingKey;
    }

    @Nullable
    SecretKey reading(String id) {
        return keys.get(id);
    }

    private static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a key id is 1 to 32 of A-Z a-z 0-9 . _ -");
        }
        return id;
    }

    private static SecretKey checked(String id, SecretKey key) {
        Objects.requireNonNull(key, "key");
        if (!"AES".equalsIgnoreCase(key.getAlgorithm())) {
            throw new IllegalArgumentException("the key '" + id + "' must be for AES, not " + key.getAlgorithm());
        }
        byte[] encoded = key.getEncoded();
        if (encoded != null) { // a key that stays in its hardware shows none
            int length = encoded.length;
            Arrays.fill(encoded, (byte) 0);
            if (length != 16 && length != 24 && length != 32) {
                throw new IllegalArgumentException(
                        "the AES key '" + id + "' must have 16, 24 or 32 bytes, not " + length);
            }
        }
        return key;
    }

    /** The ids alone. */
    @Override
    public String toString() {
        return "EncryptionKeys[writing " + writingId + ", reading " + keys.keySet() + "]";
    }
}

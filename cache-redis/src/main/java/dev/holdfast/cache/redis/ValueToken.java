package dev.holdfast.cache.redis;

import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.KeyRules;
import java.util.Arrays;
import java.util.Objects;

/** What was read, to be compared with what is there. */
final class ValueToken implements CasToken {
    private final RedisCache cache;
    private final String key;
    private final byte[] value;

    /** The array is this token's own. */
    ValueToken(RedisCache cache, String key, byte[] value) {
        this.cache = cache;
        this.key = key;
        this.value = value;
    }

    static byte[] valueFor(CasToken token, RedisCache cache, String key) {
        if (Objects.requireNonNull(token, "token") instanceof ValueToken own
                && own.cache == cache
                && own.key.equals(key)) {
            return own.value;
        }
        throw new IllegalArgumentException("the token was issued by another cache or for another key: use the one that"
                + " gets answered for " + KeyRules.printable(key));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueToken that
                && cache == that.cache
                && key.equals(that.key)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    /** Names neither key nor value. */
    @Override
    public String toString() {
        return "ValueToken";
    }
}

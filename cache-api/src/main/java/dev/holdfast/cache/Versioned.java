package dev.holdfast.cache;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value and the token of the moment it was read.
 *
 * <p>The array belongs to the caller, who alone holds it. {@link #toString()} never shows the value.
 *
 * @param value the bytes stored
 * @param token names this entry in a later {@code cas} or {@code delete}
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below treat the array as the value it is
public record Versioned(byte[] value, CasToken token) {
    /**
     * Checks that none is null that must not be.
     *
     * @param value the bytes stored
     * @param token names this entry in a later {@code cas} or {@code delete}
     */
    public Versioned {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(token, "token");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Versioned that && Arrays.equals(value, that.value) && token.equals(that.token);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(value) + token.hashCode();
    }

    @Override
    public String toString() {
        return "Versioned[" + value.length + " bytes]";
    }
}

package dev.holdfast.cache;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value and what was left of its time to live.
 *
 * <p>The array belongs to the caller, who alone holds it. {@link #toString()} never shows the value.
 *
 * @param value the bytes stored
 * @param left what was left at a moment after the value was read; null where the cache can't tell
 */
@SuppressWarnings("ArrayRecordComponent") // equals, hashCode and toString below treat the array as the value it is
public record TimedValue(byte[] value, @Nullable Ttl left) {
    /**
     * Checks that none is null that must not be.
     *
     * @param value the bytes stored
     * @param left what was left, or null
     */
    public TimedValue {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TimedValue that && Arrays.equals(value, that.value) && Objects.equals(left, that.left);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(value) + Objects.hashCode(left);
    }

    @Override
    public String toString() {
        return "TimedValue[" + value.length + " bytes]";
    }
}

package dev.holdfast.cache.spi;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** Counters as they are stored: canonical decimal digits of 0 .. 2^63−1 (contract clause CNT-1). */
public final class CounterDigits {
    private static final int MAX_DIGITS = 19;

    private CounterDigits() {}

    /**
     * Reads a counter.
     *
     * @param digits what is stored
     * @return the count; empty where the bytes are no counter
     */
    public static OptionalLong parse(byte[] digits) {
        if (digits.length == 0 || digits.length > MAX_DIGITS || (digits[0] == '0' && digits.length > 1)) {
            return OptionalLong.empty();
        }
        long count = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return OptionalLong.empty();
            }
            count = count * 10 + (digit - '0'); // 19 nines are less than 2^64: past 2^63 − 1 is negative here
        }
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /**
     * Writes a counter.
     *
     * @param count 0 or more
     * @return its digits
     */
    public static byte[] format(long count) {
        return Long.toString(count).getBytes(StandardCharsets.ISO_8859_1);
    }
}

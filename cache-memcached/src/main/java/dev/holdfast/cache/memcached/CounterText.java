package dev.holdfast.cache.memcached;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Counters as memcached holds them: decimal digits, behind which a decr leaves spaces where the number became shorter.
 *
 * <p>So that a value that only looks like that comes back as it was set, it is stored with a flag; counting keeps
 * flags, and counters have none, whoever made them.
 */
final class CounterText {
    /** Marks a value that is to be read as it is, though it looks like a counter after a decr. */
    static final int AS_IT_IS = 1 << 30;

    private static final int MOST_DIGITS = 20;
    private static final byte[] LIMIT = Ascii.bytes(Long.toString(Long.MAX_VALUE));

    private CounterText() {}

    static int flagsFor(byte[] value) {
        return countedDigits(value) > 0 ? AS_IT_IS : 0;
    }

    private static int countedDigits(Item item) {
        return (item.flags() & AS_IT_IS) == 0 ? countedDigits(item.value()) : 0;
    }

    /** What a reader is given for an entry. */
    static byte[] read(Item item) {
        byte[] stored = item.value();
        int digits = countedDigits(item);
        if (digits == 0) {
            return stored;
        }
        byte[] counter = Arrays.copyOf(stored, digits);
        return parse(counter).isPresent() ? counter : LIMIT.clone();
    }

    /** How far steps up that are not taken back yet have led over the limit. */
    static long excess(Item item) {
        byte[] digits = Arrays.copyOf(item.value(), countedDigits(item));
        return isOverLimit(digits) ? unsigned(digits) - Long.MAX_VALUE : 0;
    }

    /** The count, if these are the canonical digits of one. */
    static OptionalLong parse(byte[] digits) {
        if (digits.length == 0 || digits.length > LIMIT.length || (digits[0] == '0' && digits.length > 1)) {
            return OptionalLong.empty();
        }
        for (byte digit : digits) {
            if (digit < '0' || digit > '9') {
                return OptionalLong.empty();
            }
        }
        long count = unsigned(digits);
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private static long unsigned(byte[] digits) {
        return Long.parseUnsignedLong(new String(digits, StandardCharsets.ISO_8859_1));
    }

    static byte[] format(long count) {
        return Ascii.bytes(Long.toString(count));
    }

    /**
     * How many digits a value has that only counting may have made: digits with spaces behind, or a number a little
     * over the limit, which an incr is about to take back. 0 for all other values.
     */
    private static int countedDigits(byte[] value) {
        if (value.length < 2 || value.length > MOST_DIGITS || !isDigit(value[0])) {
            return 0;
        }
        int digits = 1;
        while (digits < value.length && isDigit(value[digits])) {
            digits++;
        }
        for (int i = digits; i < value.length; i++) {
            if (value[i] != ' ') {
                return 0;
            }
        }
        return digits < value.length || isOverLimit(value) ? digits : 0;
    }

    private static boolean isOverLimit(byte[] digits) {
        if (digits.length != LIMIT.length || digits[0] != '9') {
            return false;
        }
        return isLedOverLimit(unsigned(digits), 0);
    }

    /** Whether an unsigned number is so little over the limit that counting may have led there, if the flags allow it. */
    static boolean isLedOverLimit(long unsigned, int flags) {
        return (flags & AS_IT_IS) == 0 && unsigned < 0 && unsigned - Long.MIN_VALUE < CounterCalls.LARGE << 4;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}

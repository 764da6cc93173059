package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;

/** Counters in their canonical decimal form. */
final class Int64Codec implements Codec<Long> {
    static final Codec<Long> INSTANCE = new Int64Codec();

    /** The digits of 2^63 − 1. */
    private static final int MAX_DIGITS = 19;

    private Int64Codec() {}

    @Override
    public byte[] encode(Long value) {
        if (value < 0) {
            throw CacheCodecException.encoding("a counter must not be negative", null);
        }
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Long decode(byte[] bytes) {
        int length = bytes.length;
        if (length == 0 || length > MAX_DIGITS || (bytes[0] == '0' && length > 1)) {
            throw notACounter();
        }
        long value = 0;
        for (byte digit : bytes) {
            if (digit < '0' || digit > '9') {
                throw notACounter();
            }
            value = value * 10 + (digit - '0'); // 19 nines are less than 2^64: past 2^63 − 1 is negative here
        }
        if (value < 0) {
            throw notACounter();
        }
        return value;
    }

    private static CacheCodecException notACounter() {
        return CacheCodecException.decoding("the bytes are not a counter: 0 to 2^63-1 in plain digits", null);
    }

    @Override
    public String toString() {
        return "int64";
    }
}

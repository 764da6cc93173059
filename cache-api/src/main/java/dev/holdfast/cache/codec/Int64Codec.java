package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.spi.CounterDigits;
import java.util.OptionalLong;

/** Counters in their canonical decimal form. */
final class Int64Codec implements Codec<Long> {
    static final Codec<Long> INSTANCE = new Int64Codec();

    private Int64Codec() {}

    @Override
    public byte[] encode(Long value) {
        if (value < 0) {
            throw CacheCodecException.encoding("a counter must not be negative", null);
        }
        return CounterDigits.format(value);
    }

    @Override
    public Long decode(byte[] bytes) {
        OptionalLong count = CounterDigits.parse(bytes);
        if (count.isEmpty()) {
            throw CacheCodecException.decoding("the bytes are not a counter: 0 to 2^63-1 in plain digits", null);
        }
        return count.getAsLong();
    }

    @Override
    public String toString() {
        return "int64";
    }
}

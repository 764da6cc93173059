package dev.holdfast.examples;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;

/** The two codecs the acts need. */
final class Codecs {
    private Codecs() {}

    static Codec<String> utf8() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    static Codec<Long> int64() {
        return new Codec<>() {
            @Override
            public byte[] encode(Long value) {
                return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            public Long decode(byte[] bytes) {
                try {
                    return Long.valueOf(new String(bytes, StandardCharsets.US_ASCII));
                } catch (NumberFormatException e) {
                    throw CacheCodecException.decoding("not a decimal number", e);
                }
            }
        };
    }
}

package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Int64CodecTest {
    private final Codec<Long> codec = Codecs.int64();

    @Test
    void decode_whatEncodeWrote_isTheSameNumber() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));

            assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 10, 42, 999_999_999_999_999_999L, 1_000_000_000_000_000_000L, Long.MAX_VALUE})
    void encode_counter_isItsDigits(long value) {
        assertThat(codec.encode(value)).asString(StandardCharsets.US_ASCII).isEqualTo(Long.toString(value));
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void encode_negative_isRefused(long value) {
        assertRefused(() -> codec.encode(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "01",
                "-1",
                "+1",
                " 1",
                "1 ",
                "1.0",
                "1e3",
                "0x1",
                "٣",
                "9223372036854775808",
                "9999999999999999999",
                "18446744073709551616",
                "10000000000000000000",
                "00000000000000000001"
            })
    void decode_otherForms_isRefused(String text) {
        assertRefused(() -> codec.decode(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void decode_hostileBytes_isACounterOrRefused() {
        assertThat(Inputs.accepted(codec, 2, codec.encode(1234567890L))).isBetween(1, 19_999);
    }
}

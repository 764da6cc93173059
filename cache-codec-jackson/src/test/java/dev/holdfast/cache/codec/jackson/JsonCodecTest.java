package dev.holdfast.cache.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;

final class JsonCodecTest {
    record Times(Instant created, LocalDate due, Duration patience, ByteBuffer blob) {}

    @Test
    void encode_value_isTheGoldenJson() {
        Times times = new Times(
                Instant.parse("2026-01-02T03:04:05.006Z"),
                LocalDate.of(2026, 1, 2),
                Duration.ofSeconds(90),
                ByteBuffer.wrap(new byte[] {1, 2}));

        assertThat(JacksonCodecs.json(Times.class).encode(times))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("{\"created\":\"2026-01-02T03:04:05.006Z\",\"due\":\"2026-01-02\",\"patience\":\"PT1M30S\","
                        + "\"blob\":\"AQI=\"}");
        assertThat(JacksonCodecs.json(new TypeReference<List<Shop.Shape>>() {}).encode(List.of(new Shop.Circle(1))))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("[{\"@type\":\"circle\",\"radius\":1}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1,]", "{'a':1}", "NaN", "// x\n1", "01", "1 1", "nul", "\"\\x\""})
    void decode_otherThanJson_isRefused(String text) {
        Codec<Object> codec = JacksonCodecs.json(Object.class);

        assertRefused(codec, text);
    }

    @Test
    void decode_numberTooLong_isRefused() {
        Codec<BigInteger> codec = JacksonCodecs.json(BigInteger.class);

        assertThat(codec.decode("9".repeat(1_000).getBytes(StandardCharsets.US_ASCII)))
                .isPositive();
        assertRefused(codec, "9".repeat(1_001));
        assertRefused(codec, "1e999999999");
    }

    @Test
    void decode_nameTooLong_isRefused() {
        Codec<Object> codec = JacksonCodecs.json(Object.class);

        assertRefused(codec, "{\"" + "a".repeat(11_000) + "\":1}");
    }

    @Test
    void decode_classNameInTheJson_isMereText() {
        Codec<Object> codec = JacksonCodecs.json(Object.class);
        String attempt = "[\"javax.swing.JEditorPane\",{\"page\":\"http://localhost\"}]";

        assertThat(codec.decode(attempt.getBytes(StandardCharsets.US_ASCII))).isInstanceOf(List.class);
    }

    private static void assertRefused(Codec<?> codec, String text) {
        assertThatThrownBy(() -> codec.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CacheCodecException.class);
    }
}

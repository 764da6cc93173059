package dev.holdfast.cache.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;

final class MessagePackCodecTest {
    record Raw(@JsonRawValue String json) {}

    private final Codec<Object> codec = JacksonCodecs.messagePack(Object.class);

    /** The bytes are those of the MessagePack specification. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, cc80",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "256, cd0100",
        "65536, ce00010000",
        "-32769, d2ffff7fff",
        "4294967296, cf0000000100000000",
        "9223372036854775807, cf7fffffffffffffff",
        "-9223372036854775808, d38000000000000000"
    })
    void long_isItsShortestForm(long value, String hex) {
        Codec<Long> longs = JacksonCodecs.messagePack(Long.class);

        assertThat(longs.encode(value)).isEqualTo(bytes(hex));
        assertThat(longs.decode(bytes(hex))).isEqualTo(value);
    }

    @Test
    void otherScalars_areTheirOwnForms() {
        assertForm(true, "c3");
        assertForm(false, "c2");
        assertForm("é", "a2c3a9");
        assertForm("x".repeat(32), "d920" + "78".repeat(32));
        assertForm(1.5, "cb3ff8000000000000");
        assertForm(1.5f, "ca3fc00000");
        assertForm(new byte[] {1, 2}, "c4020102");
        assertForm(new BigInteger("18446744073709551615"), "cfffffffffffffffff");
    }

    @Test
    void map_isTheGoldenBytes() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("compact", true);
        value.put("schema", 0);

        assertForm(value, "82a7636f6d70616374c3a6736368656d6100"); // the example on msgpack.org
        assertForm(List.of(List.of(), Map.of(), 1), "93908001");
    }

    @Test
    void container_of16And65536_takesTheLongerHeader() {
        assertThat(codec.encode(new int[15])).startsWith(0x9f).hasSize(16);
        assertThat(codec.encode(new int[16])).startsWith(0xdc, 0, 16).hasSize(19);
        assertThat(codec.encode(new int[65_536])).startsWith(0xdd, 0, 1, 0, 0).hasSize(65_541);
    }

    @Test
    void numbersMessagePackLacks_areStringsAndComeBackExact() {
        Codec<BigDecimal> decimals = JacksonCodecs.messagePack(BigDecimal.class);
        Codec<BigInteger> integers = JacksonCodecs.messagePack(BigInteger.class);
        BigInteger huge = BigInteger.ONE.shiftLeft(64);

        assertThat(decimals.encode(new BigDecimal("1.50"))).isEqualTo(bytes("a4312e3530"));
        assertThat(decimals.decode(bytes("a4312e3530"))).isEqualTo(new BigDecimal("1.50"));
        assertThat(integers.decode(integers.encode(huge))).isEqualTo(huge);
        assertThat(integers.decode(integers.encode(huge.negate()))).isEqualTo(huge.negate());
    }

    @Test
    void decode_anotherLanguagesForms_isTheValue() {
        Codec<Map<Integer, String>> maps = JacksonCodecs.messagePack(new TypeReference<>() {});
        Codec<Instant> instants = JacksonCodecs.messagePack(Instant.class);

        assertThat(maps.decode(bytes("8207a161d1ff00a162"))).isEqualTo(Map.of(7, "a", -256, "b"));
        assertThat(instants.decode(bytes("d6ff00000001"))).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(instants.decode(bytes("d7ff0000000400000001"))).isEqualTo(Instant.ofEpochSecond(1, 1));
        assertThat(instants.decode(bytes("c70cff00000001ffffffffffffffff"))).isEqualTo(Instant.ofEpochSecond(-1, 1));
        assertThat(JacksonCodecs.messagePack(Long.class).decode(bytes("d30000000000000001")))
                .isEqualTo(1); // a long form of a short number
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "c1", // never used
                "c0", // nil
                "cc", // a number without its byte
                "a3c3a9", // text that ends too early
                "a180", // text that is not UTF-8
                "dbffffffff", // text, binary, array, map and extension of billions
                "db7fffffff",
                "c67fffffff01",
                "dd7fffffff01",
                "ddffffffff01",
                "df7fffffffa16101",
                "c97fffffffff01",
                "c97fffffff0501",
                "d40501", // an unknown extension
                "c703ff000001", // a timestamp of three bytes
                "c70cff00000001", // a timestamp that ends too early
                "c70cff000000017fffffffffffffff", // a timestamp after the end of time
                "8190c0", // a map's key that is an array
                "81c0c0",
                "0101" // two values
            })
    void decode_otherThanAValue_isRefused(String hex) {
        assertThatThrownBy(() -> codec.decode(bytes(hex))).isInstanceOf(CacheCodecException.class);
    }

    @Test
    void encode_rawJsonOrUnpairedSurrogate_isRefused() {
        assertThatThrownBy(() -> JacksonCodecs.messagePack(Raw.class).encode(new Raw("{}")))
                .isInstanceOf(CacheCodecException.class);
        assertThatThrownBy(() -> codec.encode("\uD83D")).isInstanceOf(CacheCodecException.class);
    }

    private void assertForm(Object value, String hex) {
        assertThat(codec.encode(value)).isEqualTo(bytes(hex));
        assertThat(codec.decode(bytes(hex))).isEqualTo(value);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}

package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Utf8CodecTest {
    private final Codec<String> codec = Codecs.utf8();

    @Test
    void decode_whatEncodeWrote_isTheSameText() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            String text = IntStream.generate(() -> codePoint(random))
                    .limit(i < 250 ? i : random.nextInt(25_000))
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());

            assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void encode_text_isItsUtf8() {
        assertThat(codec.encode("é€😀")).isEqualTo(HexFormat.of().parseHex("c3a9e282acf09f9880"));
        assertThat(codec.encode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD83D", "\uDE00b", "\uD83D\uD83D\uDE00", "\uDE00\uD83D", "\uD83Dx"})
    void encode_unpairedSurrogate_isRefused(String text) {
        assertRefused(() -> codec.encode(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "c3", "c080", "eda0bd", "f8888080", "f4908080", "61ff", "efbfbd80"})
    void decode_malformedBytes_isRefused(String hex) {
        assertRefused(() -> codec.decode(HexFormat.of().parseHex(hex)));
    }

    @Test
    void decode_replacementCharacterItself_isText() {
        assertThat(codec.decode("\uFFFD".getBytes(StandardCharsets.UTF_8))).isEqualTo("\uFFFD");
    }

    @Test
    void decode_hostileBytes_isTextOrRefused() {
        assertThat(Inputs.accepted(codec, 2, codec.encode("Grüße, 世界 😀"))).isBetween(1, 19_999);
    }

    private static int codePoint(Random random) {
        int point = random.nextInt(1 << (random.nextBoolean() ? 7 : random.nextBoolean() ? 16 : 20));
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
    }
}

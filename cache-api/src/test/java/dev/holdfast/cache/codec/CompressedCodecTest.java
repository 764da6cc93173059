package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CompressedCodecTest {
    private static final int MAX_BYTES = 128 * 1024;

    private final Codec<byte[]> codec = Codecs.compressed(Codecs.bytes(), 64, MAX_BYTES);

    @Test
    void decode_whatEncodeWrote_isTheSame() {
        Inputs.forEachPayload(1, value -> {
            byte[] stored = codec.encode(value);

            assertThat(codec.decode(stored)).isEqualTo(value);
            assertThat(stored).hasSizeLessThanOrEqualTo(value.length + 1);
        });
    }

    @Test
    void encode_belowThreshold_isMarkedAndRaw() {
        byte[] stored = codec.encode(new byte[63]);

        assertThat(stored).hasSize(64).containsOnly(0);
    }

    @Test
    void encode_atThreshold_isMarkedAndCompressed() {
        byte[] stored = codec.encode(new byte[64]);

        assertThat(stored).hasSizeLessThan(30).startsWith(1);
    }

    /** Our own encoder writes none, for it would gain nothing. */
    @Test
    void decode_aStreamOfNothing_isNothing() {
        assertThat(codec.decode(HexFormat.of().parseHex("01789c030000000001"))).isEmpty();
    }

    @Test
    void encode_incompressible_staysRaw() {
        byte[] value = new byte[1000];
        new Random(3).nextBytes(value);

        assertThat(codec.encode(value)).hasSize(1001).startsWith(0);
    }

    @Test
    void decode_goldenBytes_isTheValue() {
        byte[] raw = HexFormat.of().parseHex("0061");
        byte[] compressed = HexFormat.of().parseHex("017801cbc8cf49494b2c2e51c82085010040e114bf");

        assertThat(codec.decode(raw)).asString(StandardCharsets.US_ASCII).isEqualTo("a");
        assertThat(codec.decode(compressed)).asString(StandardCharsets.US_ASCII).isEqualTo("holdfast ".repeat(6));
    }

    @Test
    void limit_isTheSameInBothDirections() {
        byte[] most = new byte[MAX_BYTES];
        byte[] tooMany = new byte[MAX_BYTES + 1];
        Codec<byte[]> unlimited = Codecs.compressed(Codecs.bytes(), 64, Integer.MAX_VALUE);
        Codec<byte[]> raw = Codecs.compressed(Codecs.bytes(), Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(codec.decode(codec.encode(most))).isEqualTo(most);
        assertRefused(() -> codec.encode(tooMany));
        assertRefused(() -> codec.decode(unlimited.encode(tooMany)));
        assertThat(codec.decode(raw.encode(most))).isEqualTo(most);
        assertRefused(() -> codec.decode(raw.encode(tooMany)));
    }

    @Test
    void decode_bomb_endsAtTheLimit() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(1);
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(bomb, new Deflater(9))) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                deflating.write(zeros);
            }
        }

        assertThatThrownBy(() -> codec.decode(bomb.toByteArray()))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageContaining("more than the " + MAX_BYTES);
    }

    @Test
    void decode_everyTruncationAndExtension_isRefused() {
        byte[] stored = codec.encode("holdfast ".repeat(50).getBytes(StandardCharsets.US_ASCII));

        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertRefused(() -> codec.decode(cut));
        }
        assertRefused(() -> codec.decode(Arrays.copyOf(stored, stored.length + 1)));
    }

    @Test
    void decode_presetDictionary_isRefused() {
        Deflater deflater = new Deflater();
        byte[] stored = new byte[100];
        try {
            deflater.setDictionary("holdfast".getBytes(StandardCharsets.US_ASCII));
            deflater.setInput("holdfast holdfast".getBytes(StandardCharsets.US_ASCII));
            deflater.finish();
            stored[0] = 1;
            int length = deflater.deflate(stored, 1, 99);

            assertRefused(() -> codec.decode(Arrays.copyOf(stored, length + 1)));
        } finally {
            deflater.end();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "ff00", "01"})
    void decode_otherMarker_isRefused(String hex) {
        assertRefused(() -> codec.decode(HexFormat.of().parseHex(hex)));
    }

    @Tag("fuzz")
    @Test
    void decode_hostileBytes_isAValueOrRefused() {
        Codec<String> text = Codecs.compressed(Codecs.utf8(), 64, MAX_BYTES);

        assertThat(Inputs.accepted(text, 2, text.encode("holdfast ".repeat(50))))
                .isLessThan(1_000);
    }

    @Test
    void compressed_numbersOutOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Codecs.compressed(Codecs.bytes(), -1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Codecs.compressed(Codecs.bytes(), 0, 0));
    }
}

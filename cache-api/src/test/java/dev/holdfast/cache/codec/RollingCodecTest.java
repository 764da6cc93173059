package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RollingCodecTest {
    private final Codec<String> old = Codecs.utf8();
    private final Codec<String> now = Codecs.compressed(Codecs.utf8(), 1024, 1 << 20);

    @Test
    void encode_writesTheFirstFormat() {
        assertThat(Codecs.reading(now).alsoReading(old).encode("x")).isEqualTo(now.encode("x"));
        assertThat(Codecs.reading(old).alsoReading(now).encode("x")).isEqualTo(old.encode("x"));
    }

    @Test
    void decode_readsEachFormat() {
        Codec<String> codec = Codecs.reading(now).alsoReading(old);

        assertThat(codec.decode(now.encode("x"))).isEqualTo("x");
        assertThat(codec.decode(old.encode("y"))).isEqualTo("y");
    }

    @Test
    void decode_acceptedByMany_isTheFirstOnesValue() {
        Codec<byte[]> codec =
                Codecs.reading(Codecs.compressed(Codecs.bytes(), 9, 9)).alsoReading(Codecs.bytes());

        assertThat(codec.decode(new byte[] {0, 5})).containsExactly(5);
        assertThat(codec.decode(new byte[] {7, 5})).containsExactly(7, 5);
    }

    @Test
    void decode_acceptedByNone_namesTheCodecsAndKeepsTheFirstReason() {
        Codec<Long> codec = Codecs.reading(Codecs.int64()).alsoReading(Codecs.compressed(Codecs.int64(), 9, 9));

        assertThatThrownBy(() -> codec.decode("secret".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageContaining("[int64, compressed(int64)]")
                .hasMessageNotContaining("secret")
                .cause()
                .hasMessageContaining("not a counter");
    }

    @Test
    void alsoReading_leavesTheFormerAsItWas() {
        RollingCodec<Long> alone = Codecs.reading(Codecs.int64());
        Codec<Long> both = alone.alsoReading(Codecs.compressed(Codecs.int64(), 9, 9));

        assertThat(both.decode(new byte[] {0, '7'})).isEqualTo(7);
        assertRefused(() -> alone.decode(new byte[] {0, '7'}));
    }

    @Test
    void forKey_bindsEachCodec() {
        EncryptionKeys keys = EncryptionKeys.writing("k", EncryptedCodecTest.aes(16, 1));
        Codec<String> encrypted = Codecs.encrypted(Codecs.utf8(), keys);
        Codec<String> codec = Codecs.reading(now).alsoReading(encrypted);
        byte[] stored = encrypted.forKey("a").encode("x");

        assertThat(codec.forKey("a").decode(stored)).isEqualTo("x");
        assertRefused(() -> codec.forKey("b").decode(stored));
    }

    @Test
    void forKey_nothingToBind_isTheSameCodec() {
        Codec<String> codec = Codecs.reading(now).alsoReading(old);

        assertThat(codec.forKey("a")).isSameAs(codec);
    }
}

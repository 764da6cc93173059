package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptedCodecTest {
    private static final int HEADER_BYTES = 2 + "k1".length();
    private static final int OVERHEAD_BYTES = HEADER_BYTES + 12 + 16;

    private final EncryptionKeys keys = EncryptionKeys.writing("k1", aes(32, 1));
    private final Codec<byte[]> codec = Codecs.encrypted(Codecs.bytes(), keys).forKey("user:1");

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void decode_whatEncodeWrote_isTheSame(int keyBytes) {
        Codec<byte[]> sized = Codecs.encrypted(Codecs.bytes(), EncryptionKeys.writing("k1", aes(keyBytes, 1)))
                .forKey("user:1");
        Inputs.forEachPayload(1, value -> {
            byte[] stored = sized.encode(value);

            assertThat(sized.decode(stored)).isEqualTo(value);
            assertThat(stored).hasSize(value.length + OVERHEAD_BYTES);
        });
    }

    @Test
    void encode_knownIv_isTheGoldenBytes() {
        SecureRandom sevens = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                Arrays.fill(bytes, (byte) 7);
            }
        };
        byte[] key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        EncryptionKeys known = EncryptionKeys.writing("k1", new SecretKeySpec(key, "AES"));
        // by another library: AES-GCM, associated data 01 02 "k1" 00000003 "ctx" "user:1"
        byte[] golden =
                HexFormat.of().parseHex("01026b31070707070707070707070707e72d38a804bc4c994dee88947fbff351d195d733e0");

        Codec<String> fixed = new EncryptedCodec<>(Codecs.utf8(), new AesGcm(known, "ctx", sevens), "user:1");

        assertThat(fixed.encode("value")).isEqualTo(golden);
        assertThat(Codecs.encrypted(Codecs.utf8(), known, "ctx")
                        .forKey("user:1")
                        .decode(golden))
                .isEqualTo("value");
    }

    @Test
    void encode_sameValueTwice_sharesNoIv() {
        Set<String> ivs = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ivs.add(HexFormat.of().formatHex(codec.encode(new byte[1]), HEADER_BYTES, HEADER_BYTES + 12));
        }

        assertThat(ivs).hasSize(1_000);
    }

    @Test
    void encode_text_isNotInTheStoredBytes() {
        byte[] stored = codec.encode("attack at dawn".getBytes(StandardCharsets.US_ASCII));

        assertThat(stored).asString(StandardCharsets.ISO_8859_1).doesNotContain("attack", "dawn");
    }

    @Test
    void decode_underAnotherKey_isRefused() {
        byte[] stored = codec.encode(new byte[10]);

        assertRefused(() -> codec.forKey("user:2").decode(stored));
        assertThat(codec.forKey("user:2").forKey("user:1").decode(stored)).hasSize(10);
    }

    @Test
    void decode_inAnotherContext_isRefused() {
        byte[] stored = Codecs.encrypted(Codecs.bytes(), keys, "ab").forKey("c").encode(new byte[10]);

        assertThat(Codecs.encrypted(Codecs.bytes(), keys, "ab").forKey("c").decode(stored))
                .hasSize(10);
        assertRefused(
                () -> Codecs.encrypted(Codecs.bytes(), keys, "a").forKey("bc").decode(stored));
        assertRefused(
                () -> Codecs.encrypted(Codecs.bytes(), keys, "").forKey("abc").decode(stored));
    }

    @Test
    void decode_withoutForKey_readsWhatWasWrittenWithoutIt() {
        Codec<byte[]> unbound = Codecs.encrypted(Codecs.bytes(), keys);

        assertThat(unbound.decode(unbound.encode(new byte[10]))).hasSize(10);
        assertRefused(() -> codec.decode(unbound.encode(new byte[10])));
    }

    @Test
    void decode_wrongKeyOrUnknownId_isRefused() {
        byte[] stored = codec.encode(new byte[10]);
        Codec<byte[]> wrong = Codecs.encrypted(Codecs.bytes(), EncryptionKeys.writing("k1", aes(32, 2)));
        Codec<byte[]> unknown = Codecs.encrypted(Codecs.bytes(), EncryptionKeys.writing("k2", aes(32, 1)));

        assertThatThrownBy(() -> wrong.forKey("user:1").decode(stored))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageContaining("wrong key");
        assertThatThrownBy(() -> unknown.forKey("user:1").decode(stored))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageContaining("not among the reading ones");
    }

    @Test
    void decode_afterRotation_readsOldAndNew() {
        byte[] old = codec.encode(new byte[] {1});
        EncryptionKeys rotated = EncryptionKeys.writing("k2", aes(16, 2))
                .alsoReading("k0", aes(24, 3))
                .alsoReading("k1", aes(32, 1));
        Codec<byte[]> next = Codecs.encrypted(Codecs.bytes(), rotated).forKey("user:1");

        assertThat(next.decode(old)).containsExactly(1);
        assertThat(next.decode(next.encode(new byte[] {2}))).containsExactly(2);
        assertRefused(() -> codec.decode(next.encode(new byte[] {2})));
    }

    @Test
    void decode_sameKeyUnderTwoIds_idIsAuthenticated() {
        Codec<byte[]> both = Codecs.encrypted(
                        Codecs.bytes(), EncryptionKeys.writing("k1", aes(32, 1)).alsoReading("k2", aes(32, 1)))
                .forKey("user:1");
        byte[] stored = both.encode(new byte[10]);
        stored[3] = '2';

        assertRefused(() -> both.decode(stored));
    }

    @Test
    void decode_everyFlippedBitAndTruncation_isRefused() {
        byte[] stored = codec.encode("a value".getBytes(StandardCharsets.US_ASCII));

        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(() -> codec.decode(flipped));
        }
        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertRefused(() -> codec.decode(cut));
        }
        assertThat(codec.decode(stored)).hasSize(7);
    }

    @Tag("fuzz")
    @Test
    void decode_hostileBytes_isNeverAValue() {
        assertThat(Inputs.accepted(codec, 2, codec.encode(new byte[50]))).isZero();
    }

    static SecretKey aes(int bytes, int seed) {
        byte[] key = new byte[bytes];
        Arrays.fill(key, (byte) seed);
        return new SecretKeySpec(key, "AES");
    }
}

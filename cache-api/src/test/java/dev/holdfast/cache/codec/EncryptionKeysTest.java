package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.EncryptedCodecTest.aes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionKeysTest {
    @Test
    void toString_showsIdsAlone() {
        EncryptionKeys keys = EncryptionKeys.writing("2026-07", aes(16, 65)).alsoReading("2026-01", aes(32, 66));

        assertThat(keys).hasToString("EncryptionKeys[writing 2026-07, reading [2026-07, 2026-01]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 17, 31, 33, 64})
    void writing_otherKeyLength_isRefused(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.writing("k", aes(bytes, 1)))
                .withMessage("the AES key 'k' must have 16, 24 or 32 bytes, not " + bytes);
    }

    @Test
    void writing_keyForAnotherAlgorithm_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionKeys.writing("k", new SecretKeySpec(new byte[16], "HmacSHA256")))
                .withMessage("the key 'k' must be for AES, not HmacSHA256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é", "a/b", "123456789012345678901234567890123"})
    void writing_otherIds_isRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptionKeys.writing(id, aes(16, 1)));
    }

    @Test
    void writing_longestId_isTaken() {
        String id = "A-z_0.7890123456789012345678901X";

        assertThat(EncryptionKeys.writing(id, aes(16, 1)).writingId()).isEqualTo(id);
    }

    @Test
    void alsoReading_sameIdTwice_isRefused() {
        EncryptionKeys keys = EncryptionKeys.writing("k", aes(16, 1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.alsoReading("k", aes(16, 2)))
                .withMessage("two keys have the id 'k'");
    }

    @Test
    void alsoReading_leavesTheFormerAsTheyWere() {
        EncryptionKeys keys = EncryptionKeys.writing("k", aes(16, 1));
        EncryptionKeys more = keys.alsoReading("old", aes(16, 2));

        assertThat(more.reading("old")).isNotNull();
        assertThat(keys.reading("old")).isNull();
    }

    @Test
    void writing_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> EncryptionKeys.writing("k", null));
        assertThatNullPointerException().isThrownBy(() -> EncryptionKeys.writing(null, aes(16, 1)));
    }
}

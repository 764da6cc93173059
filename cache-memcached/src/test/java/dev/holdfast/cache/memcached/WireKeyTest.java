package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WireKeyTest {
    private static byte[] utf8(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void key_thatMemcachedHolds_staysAsItIs() {
        for (String key : List.of("a", "user:1", "k".repeat(250), "schlüssel", "日本", "~!@#$%^&*()", "é".repeat(125))) {
            assertThat(WireKey.of(key)).isEqualTo(utf8(key));
        }
    }

    @Test
    void key_thatMemcachedCannotHold_isEncodedWithItsBeginningAndItsHash() {
        for (String key :
                List.of("two words", "k".repeat(251), "line\r\nend", "\t", "del\u007f", " ", "日".repeat(341))) {
            byte[] wire = WireKey.of(key);

            assertThat(wire).hasSizeLessThanOrEqualTo(250).startsWith(0xff);
            for (byte b : wire) {
                assertThat((b >= 0 && b <= 0x20) || b == 0x7f)
                        .as("byte %d of %s", b, key)
                        .isFalse();
            }
        }
        assertThat(new String(WireKey.of("two words"), StandardCharsets.ISO_8859_1))
                .matches("\u00fftwo_words\u00ff[\\w-]{43}");
    }

    @Test
    void keys_thatDiffer_haveDifferentWireKeys() {
        Set<String> wires = new HashSet<>();
        List<String> keys = List.of(
                "a b",
                "a_b",
                "a\tb",
                "a  b",
                "a__b",
                "k".repeat(251),
                "k".repeat(252),
                "k".repeat(250) + " ",
                "a\u007fb");
        for (String key : keys) {
            wires.add(new String(WireKey.of(key), StandardCharsets.ISO_8859_1));
        }
        assertThat(wires).hasSize(keys.size());
    }

    @Test
    void encodedKey_isNoText_soNoPlainKeyCanEqualIt() {
        String asText = new String(WireKey.of("two words"), StandardCharsets.ISO_8859_1);

        assertThat(WireKey.of(asText)).isNotEqualTo(WireKey.of("two words")).isEqualTo(utf8(asText));
    }

    @Test
    void key_thatIsNone_isRefused() {
        assertThatThrownBy(() -> WireKey.of("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WireKey.of("k".repeat(1025))).isInstanceOf(IllegalArgumentException.class);
    }
}

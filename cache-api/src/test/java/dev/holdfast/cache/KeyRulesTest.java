package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "\u0000", "\u007f", "\u0080", "é", "\u07ff", "\u0800", "中", "\uffff", "😀"})
    void check_ofLength_countsUtf8Bytes(String character) {
        int width = character.getBytes(StandardCharsets.UTF_8).length;
        String longest = character.repeat(1024 / width) + "x".repeat(1024 % width);
        assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(1024);

        assertThat(KeyRules.check(longest)).isSameAs(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRules.check("x" + longest))
                .withMessageContaining("at most 1024 UTF-8 bytes, not 1025");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRules.check(longest + character))
                .withMessageContaining("not " + (1024 + width));
    }

    @Test
    void check_ofAnyMix_agreesWithTheEncoder() {
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            int[] points = random.ints(1 + random.nextInt(600), 0, 3)
                    .map(kind -> new int[] {'a', 0x7ff, 0x10ffff}[kind])
                    .toArray();
            String key = new String(points, 0, points.length);
            boolean fits = key.getBytes(StandardCharsets.UTF_8).length <= KeyRules.MAX_BYTES;
            accepted += fits ? 1 : 0;

            assertThat(accepts(key)).isEqualTo(fits);
        }
        assertThat(accepted).isBetween(2_000, 18_000);
    }

    private static boolean accepts(String key) {
        try {
            KeyRules.check(key);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 400})
    void check_ofUnpairedSurrogate_namesItsIndex(int index) {
        for (String bad : List.of("\uD800", "\uDBFF", "\uDC00", "\uDFFF", "\uDC00\uD800", "\uD800\uD800\uDC00")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> KeyRules.check("k".repeat(index) + bad))
                    .withMessageContaining("unpaired surrogate at index " + index);
        }
    }

    @Test
    void check_ofEmptyOrNull_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyRules.check(""))
                .withMessageContaining("empty");
        assertThatNullPointerException().isThrownBy(() -> KeyRules.check(null));
    }

    @Test
    void checkAll_givesEachKeyOnceInOrder() {
        assertThat(KeyRules.checkAll(List.of("b", "a", "b", "c", "a"))).containsExactly("b", "a", "c");
        assertThatNullPointerException().isThrownBy(() -> KeyRules.checkAll(null));
        assertThatNullPointerException().isThrownBy(() -> KeyRules.checkAll(Arrays.asList("a", null)));
        assertThatIllegalArgumentException().isThrownBy(() -> KeyRules.checkAll(List.of("a", "")));
    }

    @Test
    void printable_ofAnyCharacter_isOneHarmlessLine() {
        for (int c = 0; c <= 0x1ffff; c++) {
            String text = KeyRules.printable("a" + Character.toString(c) + "b");

            assertThat(text.codePoints().noneMatch(KeyRulesTest::isHarmful))
                    .as("U+%04x", c)
                    .isTrue();
        }
    }

    /** What moves the cursor, ends the line, turns the direction of writing or can't be encoded. */
    private static boolean isHarmful(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || (c >= 0x200b && c <= 0x200f)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0xd800 && c <= 0xdfff);
    }

    @Test
    void printable_escapesQuotesAndCuts() {
        assertThat(KeyRules.printable("user:é 1")).isEqualTo("'user:é 1'");
        assertThat(KeyRules.printable("")).isEqualTo("''");
        assertThat(KeyRules.printable("a\r\nb\u202e\uD800")).isEqualTo("'a\\u000d\\u000ab\\u202e\\ud800'");
        assertThat(KeyRules.printable("x".repeat(120))).isEqualTo("'" + "x".repeat(120) + "'");
        assertThat(KeyRules.printable("😀".repeat(121))).isEqualTo("'" + "😀".repeat(120) + "…'");
    }
}

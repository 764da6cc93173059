package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterTextTest {
    @ParameterizedTest
    @CsvSource({
        "'9 ', '9'",
        "'99', '99'",
        "'5   ', '5'",
        "'0                   ', '0'",
        "'9223372036854775807', '9223372036854775807'",
        "'9223372036854775808', '9223372036854775807'", // an incr is about to take a step back
        "'18446744073709551615', '18446744073709551615'",
        "' 9', ' 9'",
        "' ', ' '",
        "'', ''",
        "'9 9', '9 9'",
        "'a ', 'a '",
        "'123456789012345678901 ', '123456789012345678901 '",
    })
    void read_ofUnmarked_stripsWhatOnlyCountingMakes(String stored, String read) {
        assertThat(CounterText.read(new Item(Ascii.bytes(stored), 0, 1))).isEqualTo(Ascii.bytes(read));
    }

    @ParameterizedTest
    @CsvSource({"'9 '", "'9223372036854775808'", "'41'", "'any'", "'7  '", "''"})
    void value_thatIsSet_comesBackAsItIs(String value) {
        byte[] bytes = Ascii.bytes(value);

        assertThat(CounterText.read(new Item(bytes, CounterText.flagsFor(bytes), 1)))
                .isEqualTo(Ascii.bytes(value));
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1",
        "'0', 0",
        "'07', -1",
        "'9223372036854775807', 9223372036854775807",
        "'9223372036854775808', -1",
        "'99999999999999999999', -1",
        "'1x', -1",
        "'-1', -1",
        "' 1', -1"
    })
    void parse_isOfCanonicalDigitsAlone(String digits, long count) {
        assertThat(CounterText.parse(Ascii.bytes(digits)).orElse(-1)).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({
        "'9223372036854775807', 0",
        "'9223372036854775808', 1",
        "'9223372036854775817 ', 10",
        "'18446744073709551615', 0", // too far over to come from counting
        "'7 ', 0",
        "'', 0"
    })
    void excess_isOfWhatCountingMadeAlone(String stored, long excess) {
        byte[] bytes = Ascii.bytes(stored);

        assertThat(CounterText.excess(new Item(bytes, 0, 1))).isEqualTo(excess);
        assertThat(CounterText.excess(new Item(bytes, CounterText.AS_IT_IS, 1))).isZero();
    }
}

package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ns",
        "999, 999 ns",
        "1000, 1.00 µs",
        "9994, 9.99 µs",
        "9996, 10.0 µs",
        "28440000, 28.4 ms",
        "999400000, 999 ms",
        "999600000, 1.00 s",
        "9810000000, 9.81 s",
        "123000000000, 123 s"
    })
    void time_hasThreeDigitsAndAUnit(long nanos, String text) {
        assertThat(Figures.time(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @Test
    void countsAndRatios_areReadable() {
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.rate(3_000, Duration.ofSeconds(2))).isEqualTo("1,500/s");
        assertThat(Figures.rate(3, Duration.ofSeconds(2))).isEqualTo("1.50/s");
        assertThat(Figures.percent(1, 3)).isEqualTo("33.3 %");
        assertThat(Figures.percent(0, 0)).isEqualTo("0.0 %");
        assertThat(Figures.gain(Duration.ofMillis(30), Duration.ofMillis(10))).isEqualTo("× 3.00");
        assertThat(Figures.gain(Duration.ofMillis(30), Duration.ofNanos(100))).isEqualTo("× 300,000");
        assertThat(Figures.gain(Duration.ofMillis(30), Duration.ZERO)).isEqualTo(Figures.NONE);
    }
}

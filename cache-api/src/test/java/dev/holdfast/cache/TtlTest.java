package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TtlTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "999999, 1, 1",
        "1000000, 1, 1",
        "1000001, 2, 1",
        "998999999, 999, 1",
        "999000000, 999, 1",
        "999999999, 1000, 1",
        "1000000000, 1000, 1",
        "1000000001, 1001, 2",
        "9223372036854775806, 9223372036855, 9223372037",
        "9223372036854775807, 9223372036855, 9223372037"
    })
    void units_areRoundedUp(long nanos, long millis, long seconds) {
        Ttl ttl = Ttl.of(Duration.ofNanos(nanos));

        assertThat(ttl.toNanos()).isEqualTo(nanos);
        assertThat(ttl.toMillisRoundedUp()).isEqualTo(millis);
        assertThat(ttl.toSecondsRoundedUp()).isEqualTo(seconds);
    }

    static Stream<Duration> extremes() {
        Duration mostNanos = Duration.ofNanos(Long.MAX_VALUE);
        Duration mostMillis = Duration.ofMillis(Long.MAX_VALUE);
        Duration mostSeconds = Duration.ofSeconds(Long.MAX_VALUE);
        return Stream.of(mostNanos, mostMillis, mostSeconds, LONGEST)
                .flatMap(most -> Stream.of(most.minusNanos(1_000_001), most.minusNanos(1), most))
                .flatMap(most ->
                        most.toSeconds() < Long.MAX_VALUE ? Stream.of(most, most.plusNanos(1)) : Stream.of(most));
    }

    @ParameterizedTest
    @MethodSource("extremes")
    void units_ofExtremes_saturate(Duration duration) {
        BigInteger nanos = BigInteger.valueOf(duration.toSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(duration.toNanosPart()));
        Ttl ttl = Ttl.of(duration);

        assertThat(ttl.toNanos()).isEqualTo(saturated(nanos, 1));
        assertThat(ttl.toMillisRoundedUp()).isEqualTo(saturated(nanos, 1_000_000));
        assertThat(ttl.toSecondsRoundedUp()).isEqualTo(saturated(nanos, 1_000_000_000));
    }

    private static long saturated(BigInteger nanos, long unit) {
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(unit));
        BigInteger up = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return up.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    @Test
    void forever_saturatesEveryUnit() {
        Ttl forever = Ttl.forever();

        assertThat(forever.isForever()).isTrue();
        assertThat(forever.toNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(forever.toMillisRoundedUp()).isEqualTo(Long.MAX_VALUE);
        assertThat(forever.toSecondsRoundedUp()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalStateException().isThrownBy(forever::duration).withMessageContaining("isForever()");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void factories_ofZeroAndLess_refuse(long amount) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ttl.of(Duration.ofNanos(amount)))
                .withMessageContaining("longer than zero");
        assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofMillis(amount));
        assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofSeconds(amount));
        assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofMinutes(amount));
    }

    @Test
    void factories_ofMuch_saturate() {
        assertThat(Ttl.ofMillis(Long.MAX_VALUE).toMillisRoundedUp()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ttl.ofSeconds(Long.MAX_VALUE).toSecondsRoundedUp()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ttl.ofMinutes(Long.MAX_VALUE).toMillisRoundedUp()).isEqualTo(Long.MAX_VALUE);
        assertThat(Ttl.ofMinutes(2)).isEqualTo(Ttl.ofSeconds(120));
    }

    @Test
    void of_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> Ttl.of(null));
    }

    @Test
    void withJitter_drawsEvenlyFromTheLastPart() {
        Ttl ttl = Ttl.ofSeconds(1_000);
        Random random = new Random(3);
        int[] tenths = new int[10];

        for (int i = 0; i < 100_000; i++) {
            long nanos = ttl.withJitter(0.2, random).toNanos();
            assertThat(nanos).isBetween(800_000_000_000L, 1_000_000_000_000L);
            tenths[(int) Math.min(9, (nanos - 800_000_000_000L) / 20_000_000_000L)]++;
        }

        for (int count : tenths) {
            assertThat(count).isBetween(9_500, 10_500);
        }
    }

    @Test
    void withJitter_ofAnyTtl_isNeverLongerAndNeverZero() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            Ttl ttl = Ttl.of(Duration.ofNanos(1 + (random.nextLong() >>> (1 + random.nextInt(62)))));
            double fraction = random.nextBoolean() ? Math.nextDown(1.0) : random.nextDouble();

            assertThat(ttl.withJitter(fraction, random).toNanos()).isBetween(1L, ttl.toNanos());
        }
    }

    @Test
    void withJitter_thatTakesNothing_keepsTheDuration() {
        assertThat(Ttl.ofSeconds(7).withJitter(0)).isEqualTo(Ttl.ofSeconds(7));
        assertThat(Ttl.forever().withJitter(0.5)).isSameAs(Ttl.forever());
        assertThat(Ttl.of(LONGEST).withJitter(0.5)).isEqualTo(Ttl.of(LONGEST));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1, 2, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void withJitter_outsideItsRange_isRefused(double fraction) {
        assertThatIllegalArgumentException().isThrownBy(() -> Ttl.ofSeconds(1).withJitter(fraction));
    }

    @Test
    void equality_isOfDurations() {
        assertThat(Ttl.ofSeconds(60)).isEqualTo(Ttl.ofMinutes(1)).hasSameHashCodeAs(Ttl.ofMillis(60_000));
        assertThat(Ttl.ofSeconds(60)).isNotEqualTo(Ttl.ofSeconds(61)).isNotEqualTo(Ttl.forever());
        assertThat(Ttl.of(LONGEST)).isNotEqualTo(Ttl.forever());
        assertThat(Ttl.ofSeconds(60)).hasToString("PT1M");
        assertThat(Ttl.forever()).hasToString("forever").isSameAs(Ttl.forever());
    }
}

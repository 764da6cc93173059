package dev.holdfast.cache.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
    private static final long LEAST = 64;
    private static final long MOST = 1L << 36;

    private final LatencyHistogram histogram = new LatencyHistogram();

    static Stream<ToLongFunction<Random>> distributions() {
        return Stream.of(
                random -> 64 + random.nextInt(1_000),
                random -> 200_000 + (long) (random.nextGaussian() * 20_000),
                random -> (long) (64 * Math.exp(random.nextDouble() * 20.5)),
                random -> random.nextInt(100) < 99 ? 300 : 30_000_000_000L,
                random -> 1L << (6 + random.nextInt(30)),
                random -> (1L << (7 + random.nextInt(30))) - 1);
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void quantiles_areAtMostAQuarterOverTheExactOnes(ToLongFunction<Random> distribution) {
        Random random = new Random(5);
        long[] sorted = Stream.generate(() -> distribution.applyAsLong(random))
                .limit(10_007)
                .mapToLong(nanos -> nanos)
                .peek(histogram::record)
                .sorted()
                .toArray();

        assertThat(sorted[0]).isGreaterThanOrEqualTo(LEAST);
        assertThat(sorted[sorted.length - 1]).isLessThan(MOST);
        assertThat(histogram.count()).isEqualTo(sorted.length);
        for (double quantile : new double[] {0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1}) {
            int rank = Math.max(1, (int) Math.ceil(quantile * sorted.length));
            long exact = sorted[rank - 1];

            assertThat(histogram.quantileNanos(quantile))
                    .as("quantile %s", quantile)
                    .isBetween(exact, exact + exact / 4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-9223372036854775808, 64",
        "-1, 64",
        "0, 64",
        "63, 64",
        "64, 80",
        "79, 80",
        "80, 96",
        "127, 128",
        "128, 160",
        "68719476735, 68719476736",
        "68719476736, 68719476736",
        "9223372036854775807, 68719476736"
    })
    void record_ofEdgeValues_countsThemInTheNearestBucket(long nanos, long upperBound) {
        histogram.record(nanos);

        assertThat(histogram.quantileNanos(0)).isEqualTo(upperBound);
        assertThat(histogram.quantileNanos(1)).isEqualTo(upperBound);
        assertThat(histogram.count()).isEqualTo(1);
    }

    @Test
    void quantiles_ofNothing_areZero() {
        assertThat(histogram.quantileNanos(0)).isZero();
        assertThat(histogram.quantileNanos(1)).isZero();
        assertThat(histogram.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void quantiles_outsideTheirRange_areRefused(double quantile) {
        assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantileNanos(quantile));
    }
}

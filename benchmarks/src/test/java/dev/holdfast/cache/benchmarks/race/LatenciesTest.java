package dev.holdfast.cache.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 1_000, 54_321, 9_876_543_210L, Long.MAX_VALUE / 2})
    void percentile_isExactToSixPercent(long nanos) {
        Latencies latencies = new Latencies();

        latencies.add(nanos);

        assertThat((double) latencies.percentile(50)).isCloseTo((double) nanos, within(nanos * 0.06));
    }

    @Test
    void percentiles_countFromBelow() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 10; i++) {
            latencies.add(i);
        }
        Latencies others = new Latencies();
        others.add(12);
        others.add(13);

        latencies.addAll(others);

        assertThat(latencies.percentile(50)).isEqualTo(6);
        assertThat(latencies.percentile(99)).isEqualTo(13);
        latencies.clear();
        assertThat(latencies.percentile(99)).isZero();
    }
}

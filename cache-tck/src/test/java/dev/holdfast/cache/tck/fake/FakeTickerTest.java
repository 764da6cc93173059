package dev.holdfast.cache.tck.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FakeTickerTest {
    @Test
    void create_atStart_isNeitherZeroNorMoving() {
        FakeTicker ticker = FakeTicker.create();

        long first = ticker.getAsLong();

        assertThat(first).isNotZero();
        assertThat(ticker.getAsLong()).isEqualTo(first);
    }

    @Test
    void advance_anyDuration_movesTickerAndWallClockAlike() {
        FakeTicker ticker = FakeTicker.create();
        long nanos = ticker.getAsLong();
        Instant wall = ticker.instant();

        ticker.advance(Duration.ofMillis(1_500));

        assertThat(ticker.getAsLong() - nanos).isEqualTo(1_500_000_000L);
        assertThat(Duration.between(wall, ticker.instant())).isEqualTo(Duration.ofMillis(1_500));
        assertThat(ticker.millis()).isEqualTo(ticker.instant().toEpochMilli());
    }

    @Test
    void nearOverflow_afterASecond_hasWrappedAround() {
        FakeTicker ticker = FakeTicker.nearOverflow();
        long before = ticker.getAsLong();

        ticker.advance(Duration.ofSeconds(1));

        assertThat(before).isPositive();
        assertThat(ticker.getAsLong()).isNegative();
        assertThat(ticker.getAsLong() - before).isEqualTo(1_000_000_000L);
    }

    @Test
    void setBackWallClock_anyDuration_leavesTheTicker() {
        FakeTicker ticker = FakeTicker.create();
        long nanos = ticker.getAsLong();
        Instant wall = ticker.instant();

        ticker.setBackWallClock(Duration.ofHours(1));

        assertThat(ticker.getAsLong()).isEqualTo(nanos);
        assertThat(ticker.instant()).isEqualTo(wall.minus(Duration.ofHours(1)));
    }

    @Test
    void advance_byNegative_isRefused() {
        FakeTicker ticker = FakeTicker.create();

        assertThatIllegalArgumentException().isThrownBy(() -> ticker.advance(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> ticker.setBackWallClock(Duration.ofNanos(-1)));
    }

    @Test
    void advance_byManyThreads_losesNothing() {
        FakeTicker ticker = FakeTicker.create();
        long before = ticker.getAsLong();

        IntStream.range(0, 10_000).parallel().forEach(i -> ticker.advance(Duration.ofNanos(3)));

        assertThat(ticker.getAsLong() - before).isEqualTo(30_000);
    }
}

package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience();

    private boolean isOverAt(long millis) {
        return patience.isOver(TimeUnit.MILLISECONDS.toNanos(millis) - Long.MAX_VALUE);
    }

    @Test
    void tries_growRarer_upToTheBound() {
        List<Long> tries = new ArrayList<>();
        for (long millis = 0; millis <= 2_500; millis++) {
            if (isOverAt(millis)) {
                tries.add(millis);
            }
        }

        assertThat(tries).containsExactly(0L, 20L, 60L, 140L, 300L, 620L, 1_120L, 1_620L, 2_120L);
    }

    @Test
    void afterAQuietTime_theNextIsAtOnce_andTheOneAfterSoon() {
        for (long millis = 0; millis <= 700; millis++) {
            isOverAt(millis);
        }

        assertThat(isOverAt(2_000)).isTrue();
        assertThat(isOverAt(2_019)).isFalse();
        assertThat(isOverAt(2_020)).isTrue();
    }
}

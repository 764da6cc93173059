package dev.holdfast.cache.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OwnClassesTest {
    @Test
    void contenders_haveClassesOfTheirOwn() throws Exception {
        Class<?> one = new OwnClasses("one").loadClass("com.github.benmanes.caffeine.cache.Caffeine");
        Class<?> other = new OwnClasses("other").loadClass("com.github.benmanes.caffeine.cache.Caffeine");

        assertThat(one).isNotEqualTo(other);
        assertThat(new OwnClasses("third").loadClass(Seat.class.getName())).isEqualTo(Seat.class);
    }

    @Test
    void slice_countsItsCallsAndTime() throws Exception {
        Seat seat = new OwnClasses("ours").seat("local", "OURS", List.of(), "a:");
        seat.take("incr", 3, false);

        long[] played = seat.play(20_000_000);

        assertThat(played[0]).isPositive();
        assertThat(played[1]).isBetween(20_000_000L, 20_000_000_000L);
        assertThat(played[2]).isLessThanOrEqualTo(played[3]);
        seat.close();
    }

    @Test
    void unknownOperation_isNamed() throws Exception {
        Seat seat = new OwnClasses("ours").seat("local", "OURS", List.of(), "a:");

        assertThatThrownBy(() -> seat.take("getHalf", 1, false)).hasMessageContaining("no operation getHalf");
        seat.close();
    }

    @Test
    void everyContest_hasALoopThatNoneHasRun() {
        assertThat(Loop.fresh(1).getClass()).isNotEqualTo(Loop.fresh(1).getClass());
    }
}

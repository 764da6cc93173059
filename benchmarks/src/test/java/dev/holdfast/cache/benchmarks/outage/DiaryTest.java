package dev.holdfast.cache.benchmarks.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiaryTest {
    private static final long SECOND = 1_000_000_000;
    private static final long START = 5 * SECOND;

    private final Diary diary = new Diary(START, 4);

    private List<Second> seconds() {
        return diary.seconds();
    }

    @Test
    void callsAreCounted_inTheSecondTheyEndIn() {
        diary.add(START, START + 10, true);
        diary.add(START + SECOND / 2, START + SECOND + 10, false);
        diary.add(START - 20, START - 10, true); // before the first page
        diary.add(START + 4 * SECOND, START + 4 * SECOND + 5, true); // after the last

        assertThat(seconds()).extracting(Second::answered).containsExactly(1L, 0L, 0L, 0L);
        assertThat(seconds()).extracting(Second::failed).containsExactly(0L, 1L, 0L, 0L);
    }

    @Test
    void longCall_isSeenGrowing_inEverySecond() {
        diary.add(START + SECOND / 2, START + 2 * SECOND + 100, true);

        assertThat(seconds())
                .extracting(Second::longestNanos)
                .containsExactly(SECOND / 2, 3 * SECOND / 2, 3 * SECOND / 2 + 100, 0L);
    }

    @Test
    void callThatIsNotOver_isSeen_andNotCounted() {
        diary.addLength(START + 3 * SECOND, START + 9 * SECOND);

        assertThat(seconds()).extracting(Second::answered).containsOnly(0L);
        assertThat(seconds().get(3).longestNanos()).isEqualTo(SECOND);
    }
}

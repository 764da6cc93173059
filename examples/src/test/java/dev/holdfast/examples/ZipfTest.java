package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {
    @Test
    void next_firstRankTwiceAsOftenAsTheSecond() {
        Zipf zipf = new Zipf(100, new SplittableRandom(1));
        int[] drawn = new int[100];
        for (int i = 0; i < 100_000; i++) {
            drawn[zipf.next()]++;
        }

        assertThat((double) drawn[0] / drawn[1]).isBetween(1.9, 2.1);
        assertThat(drawn[99]).isPositive().isLessThan(drawn[0] / 50);
    }

    @Test
    void next_sameSeed_sameRanks() {
        Zipf one = new Zipf(100, new SplittableRandom(7));
        Zipf other = new Zipf(100, new SplittableRandom(7));

        for (int i = 0; i < 100; i++) {
            assertThat(one.next()).isEqualTo(other.next());
        }
    }
}

package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules themselves; XFetch against the formulas of its paper. */
class EarlyRefreshTest {
    private static final int DRAWS = 200_000;
    private static final long TTL = 60_000;

    /** P(refresh at a read with t left) = e^(-t/βδ): at t = δ it is 37 %, not the 63 % that is often quoted. */
    @ParameterizedTest
    @CsvSource({
        "100, 1.0, 100, 0.3679",
        "100, 1.0, 10, 0.9048",
        "100, 1.0, 500, 0.0067",
        "100, 2.0, 100, 0.6065",
        "250, 0.5, 250, 0.1353",
    })
    void xfetch_readWithSoMuchLeft_refreshesWithThePapersProbability(
            long loadMillis, double beta, long leftMillis, double probability) {
        EarlyRefresh rule = EarlyRefresh.xfetch(beta);
        Random random = new Random(20151);
        int due = 0;

        for (int i = 0; i < DRAWS; i++) {
            due += rule.isDue(TTL - leftMillis, TTL, loadMillis, random) ? 1 : 0;
        }

        // four standard deviations
        double margin = 4 * Math.sqrt(probability * (1 - probability) / DRAWS);
        assertThat((double) due / DRAWS).isCloseTo(probability, within(margin + 0.0001));
    }

    /** With r reads a second the first refresh comes βδ(ln(rβδ) + γ) before the expiry, on average. */
    @ParameterizedTest
    @CsvSource({"1000, 100, 1.0", "1000, 100, 2.0", "500, 400, 1.0"})
    void xfetch_readsAtARate_firstRefreshComesSoEarly(int readsASecond, long loadMillis, double beta) {
        EarlyRefresh rule = EarlyRefresh.xfetch(beta);
        Random random = new Random(42);
        int lives = 3000;
        double earlySum = 0;
        double stepMillis = 1000.0 / readsASecond;

        for (int life = 0; life < lives; life++) {
            double left = 30 * beta * loadMillis;
            while (left > 0 && !rule.isDue((long) (TTL - left), TTL, loadMillis, random)) {
                left -= stepMillis;
            }
            earlySum += Math.max(0, left);
        }

        double scale = beta * loadMillis;
        double expected = scale * (Math.log(readsASecond / 1000.0 * scale) + 0.5772);
        assertThat(earlySum / lives).isCloseTo(expected, within(0.1 * scale));
    }

    /** A key read once a second is rarely refreshed early: the chance of a synchronous miss is e^(-rβδ), here 90 %. */
    @Test
    void xfetch_coldKey_mostlyMisses() {
        EarlyRefresh rule = EarlyRefresh.xfetch(1);
        Random random = new Random(7);
        int lives = 20_000;
        int misses = 0;

        for (int life = 0; life < lives; life++) {
            boolean refreshed = false;
            double phase = random.nextDouble() * 1000;
            for (double left = 10_000 + phase; left > 0 && !refreshed; left -= 1000) {
                refreshed = rule.isDue((long) (TTL - left), TTL, 100, random);
            }
            misses += refreshed ? 0 : 1;
        }

        assertThat((double) misses / lives).isCloseTo(Math.exp(-0.1), within(0.01));
    }

    @Test
    void after_partOfTheTtl_isDueFromThereOn() {
        EarlyRefresh rule = EarlyRefresh.after(0.8);

        assertThat(rule.isDue(799, 1000, 0, new Random(1))).isFalse();
        assertThat(rule.isDue(800, 1000, 0, new Random(1))).isTrue();
        assertThat(EarlyRefresh.none().isDue(999, 1000, 0, new Random(1))).isFalse();
    }

    @Test
    void rules_outOfBounds_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EarlyRefresh.after(1));
        assertThatIllegalArgumentException().isThrownBy(() -> EarlyRefresh.after(0));
        assertThatIllegalArgumentException().isThrownBy(() -> EarlyRefresh.xfetch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> EarlyRefresh.xfetch(Double.NaN));
    }
}

package dev.holdfast.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.cache.benchmarks.local.LocalContender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;

class StandingsTest {
    private static final Group GROUP = Group.all().get(0);
    private static final Contest CONTEST = new Contest(GROUP, "getHit", 1);

    private static Turn turn(double processorNanos) {
        return new Turn(300, processorNanos, 120, 250, 900);
    }

    /** A round in which all but ours and the twin need 100 ns of processor time. */
    private static Round round(double oursNanos, double twinNanos) {
        Map<Contender, Turn> turns = new LinkedHashMap<>();
        GROUP.contenders().forEach(contender -> turns.put(contender, turn(100)));
        turns.put(LocalContender.OURS, turn(oursNanos));
        turns.put(LocalContender.TWIN, turn(twinNanos));
        return new Round(GROUP, turns);
    }

    @Test
    void ratio_isSpeedAgainstTheBaselineOfTheRound() {
        assertThat(round(50, 100).ratio(LocalContender.OURS)).isEqualTo(2);
    }

    @Test
    void round_isBelieved_whileTheBaselineEqualsItself() {
        assertThat(round(50, 110).isBelieved()).isTrue();
        assertThat(round(50, 92).isBelieved()).isTrue();
        assertThat(round(50, 112).isBelieved()).isFalse();
        assertThat(round(50, 90).isBelieved()).isFalse();
    }

    @Test
    void roundsNotBelieved_areLeftOutOfTheTable() {
        Standings standings = new Standings(CONTEST, List.of(round(50, 100), round(900, 300), round(50, 100)), 2);

        assertThat(standings.areBelieved()).isTrue();
        assertThat(standings.markdown())
                .contains("| Holdfast local: | 2.00 | 2.00–2.00 | 50 | 300 | 120.0 |")
                .contains("2 of 3 rounds");
    }

    @Test
    void tooFewRoundsBelieved_areMarked() {
        Standings standings = new Standings(CONTEST, List.of(round(50, 100), round(50, 300)), 2);

        assertThat(standings.areBelieved()).isFalse();
        assertThat(standings.markdown()).contains("**Not to be believed:** only 1 of 2 rounds");
    }

    @Test
    void percentiles_areShownOfSampledCallsAlone() {
        Group sampled = new Group(
                "sampled",
                "Sampled",
                GROUP.benchmark(),
                GROUP.operations(),
                GROUP.threads(),
                GROUP.contenders(),
                GROUP.parameters(),
                Mode.SampleTime);
        List<Round> rounds = List.of(round(50, 100));

        assertThat(new Standings(new Contest(sampled, "getHit", 1), rounds, 1).markdown())
                .contains("| p50 ns | p99 ns |")
                .contains("| 120.0 | 250 | 900 |");
        assertThat(new Standings(CONTEST, rounds, 1).markdown()).doesNotContain("p99");
    }

    @Test
    void quartiles_lieBetweenFiguresInProportion() {
        Quartiles quartiles = Quartiles.of(DoubleStream.of(4, 1, 3, 2));

        assertThat(quartiles.lower()).isEqualTo(1.75, within(1e-9));
        assertThat(quartiles.median()).isEqualTo(2.5, within(1e-9));
        assertThat(quartiles.upper()).isEqualTo(3.25, within(1e-9));
    }
}

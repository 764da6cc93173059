package dev.holdfast.cache.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Slice;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class StandingsTest {
    private static final Contest CONTEST = Contest.of("get", 1);
    private static final List<Racer> RACERS = List.of(new Racer("BASE", "the base"), new Racer("OURS", "ours"));

    private record Racer(String name, String title) implements Contender {}

    private static Slice slice(int round, String contender, long calls, long processorNanosPerCall) {
        return new Slice(
                CONTEST,
                1,
                round,
                contender,
                calls,
                1_000_000_000,
                calls * processorNanosPerCall,
                calls * 120,
                250,
                900);
    }

    /** The base makes 1,000 calls at 100 ns of processor time each. */
    private static List<Slice> round(int round, long ours, long oursNanos, long again, long againNanos) {
        return List.of(
                slice(round, "OURS", ours, oursNanos),
                slice(round, Slice.TWIN, again, againNanos),
                slice(round, "BASE", 1_000, 100));
    }

    private static Standings standings(List<List<Slice>> rounds) {
        List<Slice> all = new ArrayList<>();
        rounds.forEach(all::addAll);
        all.add(new Slice(Contest.of("get", 2), 1, 0, "OURS", 1, 1, 1, 1, 1, 1)); // of another table
        return Standings.of(CONTEST, RACERS, all);
    }

    private static Line ours(Standings standings) {
        return standings.lines().get(1);
    }

    @Test
    void ratios_areAgainstTheBaselineOfTheRound() {
        Standings standings = standings(List.of(round(0, 2_000, 50, 1_000, 100), round(1, 3_000, 25, 1_000, 100)));

        assertThat(ours(standings).speed().median()).isEqualTo(2.5, within(1e-9));
        assertThat(ours(standings).thrift().median()).isEqualTo(3, within(1e-9));
        assertThat(standings.lines())
                .extracting(Line::title)
                .containsExactly("the base", "ours", "the first line again (A/A)");
    }

    @Test
    void roundsWhoseBaselinesDiffer_areLeftOut() {
        Standings standings = standings(List.of(
                round(0, 2_000, 50, 1_090, 100),
                round(1, 9_000, 10, 1_120, 100), // too fast
                round(2, 2_000, 50, 1_000, 91)));

        assertThat(standings.areBelieved()).isTrue();
        assertThat(standings.verdict()).startsWith("2 of 3 rounds counted");
        assertThat(ours(standings).speed().upper()).isEqualTo(2, within(1e-9));
    }

    @Test
    void roundsWhoseBaselinesDifferInProcessorTime_areLeftOut() {
        Standings standings = standings(List.of(round(0, 2_000, 50, 1_000, 120), round(1, 2_000, 50, 1_000, 100)));

        assertThat(standings.verdict()).startsWith("1 of 2 rounds counted");
    }

    @Test
    void tooFewRoundsLeft_areMarkedInTheTableAndTheResults() {
        Standings standings = standings(
                List.of(round(0, 2_000, 50, 500, 100), round(1, 2_000, 50, 500, 100), round(2, 1, 1, 1_000, 100)));

        assertThat(standings.areBelieved()).isFalse();
        assertThat(standings.verdict()).contains("Not to be believed:** only 1 of 3 rounds");
        assertThat(ours(standings).row("group", standings))
                .startsWith("group,get,1,false,OURS,2.000,")
                .endsWith(",false\n");
        assertThat(BarChart.of("get", standings)).contains("NOT TO BE BELIEVED");
    }

    @Test
    void contenderThatCanNot_isMissing() {
        List<Slice> slices = List.of(slice(0, "BASE", 1_000, 100), slice(0, Slice.TWIN, 1_000, 100));

        assertThat(Standings.of(CONTEST, RACERS, slices).lines())
                .extracting(Line::name)
                .containsExactly("BASE", Slice.TWIN);
    }

    @Test
    void line_showsItsFigures() {
        Standings standings = standings(List.of(round(0, 2_000, 50, 1_000, 100)));

        assertThat(ours(standings).markdown())
                .isEqualTo(
                        "| **ours** | **2.00** | 2.000–2.000 | 2.00–2.00 | **2.00** | 2.00–2.00 | 2,000 | 0.050 | 0.250 | 0.900 | 120 |\n");
    }

    @Test
    void chart_isWellFormed() throws Exception {
        String svg = BarChart.of("a < b & c", standings(List.of(round(0, 2_000, 50, 1_000, 100))));

        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void interval_leavesOutWhatACoinRarelyDoes() {
        Quartiles few = Quartiles.of(DoubleStream.of(1, 2, 3, 4, 5));
        Quartiles many = Quartiles.of(IntStream.rangeClosed(1, 100).asDoubleStream());
        Quartiles thousand = Quartiles.of(IntStream.rangeClosed(1, 1_000).asDoubleStream());

        // the tables of the sign test: 40th to 61st of 100, 469th to 532nd of 1,000
        assertThat(List.of(few.surelyFrom(), few.surelyTo())).containsExactly(1.0, 5.0);
        assertThat(List.of(many.surelyFrom(), many.surelyTo())).containsExactly(40.0, 61.0);
        assertThat(List.of(thousand.surelyFrom(), thousand.surelyTo())).containsExactly(469.0, 532.0);
    }

    @Test
    void quartiles_lieBetweenFiguresInProportion() {
        Quartiles quartiles = Quartiles.of(DoubleStream.of(4, 1, 3, 2));

        assertThat(quartiles.lower()).isEqualTo(1.75, within(1e-9));
        assertThat(quartiles.median()).isEqualTo(2.5, within(1e-9));
        assertThat(quartiles.upper()).isEqualTo(3.25, within(1e-9));
    }
}

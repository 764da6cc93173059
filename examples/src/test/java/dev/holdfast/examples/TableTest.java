package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table = new Table()
            .section("Reads", "slow", "fast", "gain")
            .row("p50", "28.4 ms", "1.20 µs", "× 23,667")
            .section("Bulk", "single", "all", "gain")
            .row("get", "1 µs", "2 µs", "× 0.50");

    @Test
    void lines_areAligned() {
        assertThat(table.lines(new Screen(new Output().stream(), Output.PLAIN)))
                .containsExactly(
                        "┌───────┬─────────┬─────────┬──────────┐",
                        "│ Reads │    slow │    fast │     gain │",
                        "├───────┼─────────┼─────────┼──────────┤",
                        "│ p50   │ 28.4 ms │ 1.20 µs │ × 23,667 │",
                        "├───────┼─────────┼─────────┼──────────┤",
                        "│ Bulk  │  single │     all │     gain │",
                        "├───────┼─────────┼─────────┼──────────┤",
                        "│ get   │    1 µs │    2 µs │   × 0.50 │",
                        "└───────┴─────────┴─────────┴──────────┘");
    }

    @Test
    void lines_onTerminal_colourHeadsAndGains() {
        assertThat(table.lines(new Screen(new Output().stream(), Output.FULL)))
                .contains("│ p50   │ 28.4 ms │ 1.20 µs │ " + Ink.GREEN.on("× 23,667") + " │")
                .contains("│ get   │    1 µs │    2 µs │   × 0.50 │")
                .anyMatch(line -> line.contains(Ink.BOLD.on("Reads")));
    }

    @Test
    void lines_ofNothing_areNone() {
        assertThat(new Table().lines(new Screen(new Output().stream(), Output.PLAIN)))
                .isEmpty();
    }
}

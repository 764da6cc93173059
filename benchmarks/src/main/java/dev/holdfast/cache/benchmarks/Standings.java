package dev.holdfast.cache.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** How a contest ended, as a Markdown table. */
record Standings(Contest contest, List<Round> played, int wanted) {
    private List<Round> believed() {
        return played.stream().filter(Round::isBelieved).toList();
    }

    /** Whether enough rounds are believed to compare by. */
    boolean areBelieved() {
        return believed().size() >= wanted;
    }

    String markdown() {
        List<Round> counted = areBelieved() ? believed() : played;
        boolean sampled = contest.group().isSampled();
        StringBuilder table = new StringBuilder("### " + contest + "\n\n"
                + "| | ratio | quartiles | CPU ns/op | ns/op | bytes/op |" + (sampled ? " p50 ns | p99 ns |" : "")
                + "\n|---|---:|---:|---:|---:|---:|" + (sampled ? "---:|---:|" : "") + "\n");
        for (Contender contender : contest.group().contenders()) {
            Quartiles ratio = quartiles(counted, round -> round.ratio(contender));
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f–%.2f | %.0f | %.0f | %.1f |",
                    contender.title(),
                    ratio.median(),
                    ratio.lower(),
                    ratio.upper(),
                    quartiles(counted, round -> round.turn(contender).processorNanos())
                            .median(),
                    quartiles(counted, round -> round.turn(contender).nanos()).median(),
                    quartiles(counted, round -> round.turn(contender).bytes()).median()));
            if (sampled) {
                table.append(String.format(
                        Locale.ROOT,
                        " %.0f | %.0f |",
                        quartiles(counted, round -> round.turn(contender).halfWithinNanos())
                                .median(),
                        quartiles(counted, round -> round.turn(contender).mostWithinNanos())
                                .median()));
            }
            table.append('\n');
        }
        return table.append('\n').append(verdict()).append('\n').toString();
    }

    private String verdict() {
        String rounds = believed().size() + " of " + played.size() + " rounds had an A/A within 0.9–1.1";
        return areBelieved()
                ? rounds + "; the table is theirs.\n"
                : "**Not to be believed:** only " + rounds + ". Run it again on a quieter machine.\n";
    }

    private static Quartiles quartiles(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Quartiles.of(rounds.stream().mapToDouble(figure));
    }
}

package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.report.PairChart;
import dev.holdfast.cache.benchmarks.stampede.Crowd;
import dev.holdfast.cache.benchmarks.stampede.Stampede;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a crowd of processes does to a key that is missing. */
record StampedeGroup() implements Group {
    @Override
    public String name() {
        return "stampede";
    }

    @Override
    public String title() {
        return "A stampede: many processes, one missing key";
    }

    private static Duration warmUp(Scale scale) {
        return Duration.ofSeconds(
                switch (scale) {
                    case SMOKE -> 0;
                    case QUICK -> 10;
                    case FULL -> 30;
                });
    }

    private static int rounds(Scale scale) {
        return switch (scale) {
            case SMOKE -> 1;
            case QUICK -> 20;
            case FULL -> 60;
        };
    }

    @Override
    public boolean play(CommandLine asked, Report report) throws IOException {
        report.add(Stampede.description() + "\n\n");
        Machine before = Machine.now();
        List<Crowd> crowds = Stampede.play(warmUp(asked.scale()), rounds(asked.scale()));
        report.add("Measured " + Machine.now().since(before) + " Processes had warmed up for "
                + warmUp(asked.scale()).toSeconds()
                + " s by asking for keys that take no time to load, and by " + rounds(asked.scale())
                + " that do: as long as the JVM compiles, it takes the processors from those who wait.\n\n");
        StringBuilder table = new StringBuilder("""
                | | loads a missing key | most | p50 of a caller | p99 | longest |
                |---|---:|---:|---:|---:|---:|
                """);
        StringBuilder results = new StringBuilder("reader,loads,most_loads,p50_us,p99_us,longest_us\n");
        for (Crowd crowd : crowds) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %d | %.1f ms | %.1f ms | %.1f ms |%n",
                    crowd.reader(),
                    crowd.loads(),
                    crowd.mostLoads(),
                    crowd.halfWithinMicros() / 1e3,
                    crowd.mostWithinMicros() / 1e3,
                    crowd.longestMicros() / 1e3));
            results.append(String.format(
                    Locale.ROOT,
                    "\"%s\",%.1f,%d,%d,%d,%d%n",
                    crowd.reader(),
                    crowd.loads(),
                    crowd.mostLoads(),
                    crowd.halfWithinMicros(),
                    crowd.mostWithinMicros(),
                    crowd.longestMicros()));
        }
        report.add(table.append('\n').toString());
        String chart = "What a caller of a missing key waits, its load taking " + Stampede.LOAD_MILLIS + " ms";
        report.addChart(
                "",
                chart,
                PairChart.of(
                        chart,
                        "ms, of which half of the callers (dark) and 99 in 100 (light) stay within; less is better",
                        crowds.stream()
                                .map(crowd -> new PairChart.Pair(
                                        crowd.reader(), crowd.halfWithinMicros() / 1e3, crowd.mostWithinMicros() / 1e3))
                                .toList()));
        report.addFile(".csv", results.toString());
        return true;
    }
}

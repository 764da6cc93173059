package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.stampede.Crowd;
import dev.holdfast.cache.benchmarks.stampede.Stampede;
import java.io.IOException;
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

    private static int warmUps(Scale scale) {
        return switch (scale) {
            case SMOKE -> 0;
            case QUICK -> 2;
            case FULL -> 5;
        };
    }

    private static int rounds(Scale scale) {
        return switch (scale) {
            case SMOKE -> 1;
            case QUICK -> 4;
            case FULL -> 10;
        };
    }

    @Override
    public void play(CommandLine asked, Report report) throws IOException {
        report.add(Stampede.description() + "\n\n");
        Machine before = Machine.now();
        List<Crowd> crowds = Stampede.play(warmUps(asked.scale()), rounds(asked.scale()));
        report.add("Measured " + Machine.now().since(before) + "\n\n");
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
        report.addFile(".csv", results.toString());
    }
}

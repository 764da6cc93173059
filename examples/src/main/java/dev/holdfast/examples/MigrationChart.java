package dev.holdfast.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was asked of the source in each stretch of a drill, in as many columns each, however long it took. */
final class MigrationChart {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int COLUMNS = 10;

    private final List<MigrationTick> ticks = new ArrayList<>();

    void add(MigrationTick tick) {
        ticks.add(tick);
    }

    /** Of 1; the ratio of all its reads. */
    double hitRatio(int stretch) {
        long reads = of(stretch).stream().mapToLong(MigrationTick::reads).sum();
        long hits = of(stretch).stream().mapToLong(MigrationTick::hits).sum();
        return reads == 0 ? 0 : (double) hits / reads;
    }

    long queries(int stretch) {
        return of(stretch).stream().mapToLong(MigrationTick::queries).sum();
    }

    long mostQueries() {
        return ticks.stream().mapToLong(MigrationTick::queries).max().orElse(0);
    }

    private List<MigrationTick> of(int stretch) {
        return ticks.stream().filter(tick -> tick.stretch() == stretch).toList();
    }

    /** The stretches side by side; full height is that many queries a tick. */
    String bars(int stretches, long full) {
        return IntStream.range(0, stretches)
                .mapToObj(stretch -> bars(of(stretch), full))
                .collect(Collectors.joining(" "));
    }

    private static String bars(List<MigrationTick> ticks, long full) {
        StringBuilder bars = new StringBuilder();
        for (int i = 0; i < COLUMNS && !ticks.isEmpty(); i++) {
            int from = i * ticks.size() / COLUMNS;
            int to = Math.max(from + 1, (i + 1) * ticks.size() / COLUMNS);
            long most = ticks.subList(from, to).stream()
                    .mapToLong(MigrationTick::queries)
                    .max()
                    .orElse(0);
            bars.append(LEVELS.charAt((int) (most * (LEVELS.length() - 1) / Math.max(1, full))));
        }
        return bars.toString();
    }
}

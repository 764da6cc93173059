package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Hole;
import dev.holdfast.cache.benchmarks.race.Race;
import dev.holdfast.cache.benchmarks.race.Slice;
import dev.holdfast.cache.benchmarks.report.BarChart;
import dev.holdfast.cache.benchmarks.report.Line;
import dev.holdfast.cache.benchmarks.report.Standings;
import dev.holdfast.cache.benchmarks.report.ThreadsChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Contenders that race, in JVMs of their own.
 *
 * @param course who, and at what
 */
record RaceGroup(Course course) implements Group {
    private static final List<String> OPTIONS = Stream.concat(
                    Stream.of(
                            "-Xms1g",
                            "-Xmx1g",
                            "-Xmn128m", // small, so that every slice pays for its own garbage
                            "-XX:+AlwaysPreTouch"), // a JVM's first way through its heap was seen to take all
                    // processors
                    Hole.OPTIONS.stream())
            .toList();

    @Override
    public String name() {
        return course.name();
    }

    @Override
    public String title() {
        return course.title();
    }

    @Override
    public boolean play(CommandLine asked, Report report) throws IOException, InterruptedException {
        List<Contest> playable = course.contests(asked.scale()).stream()
                .filter(asked::wants)
                .filter(Contest::isPlayable)
                .toList();
        if (playable.isEmpty()) {
            System.err.println(name() + ": nothing was asked for that this JVM can play; virtual threads need Java 21");
            return false;
        }
        List<Slice> slices = new ArrayList<>();
        Machine before = Machine.now();
        for (int fork = 1; fork <= asked.forksOrDefault(); fork++) {
            slices.addAll(fork(asked, fork, playable));
        }
        report.add("Measured " + Machine.now().since(before) + "\n\n");
        StringBuilder results = new StringBuilder(Line.COLUMNS).append('\n');
        List<Standings> tables = playable.stream()
                .map(contest -> Standings.of(contest, course.contenders(), slices))
                .toList();
        tables.forEach(table -> add(table, report, results));
        addGrowth(tables, report);
        report.addFile(".csv", results.toString());
        return true;
    }

    private List<Slice> fork(CommandLine asked, int fork, List<Contest> contests)
            throws IOException, InterruptedException {
        Path rows = Files.createTempFile(name() + "-", ".csv");
        try {
            List<String> arguments =
                    new ArrayList<>(List.of(name(), asked.scale().name(), Integer.toString(fork), rows.toString()));
            contests.forEach(contest -> arguments.add(contest.title()));
            System.err.printf(
                    Locale.ROOT,
                    "%s: %d tables, JVM %d of %d%n",
                    name(),
                    contests.size(),
                    fork,
                    asked.forksOrDefault());
            JavaProcess.run(OPTIONS, Race.class, arguments);
            return Files.readAllLines(rows).stream().map(Slice::ofRow).toList();
        } finally {
            Files.delete(rows);
        }
    }

    private void add(Standings standings, Report report, StringBuilder results) {
        String title = standings.contest().title();
        StringBuilder table = new StringBuilder("## " + title + "\n\n" + Line.HEAD);
        for (Line line : standings.lines()) {
            table.append(line.markdown());
            results.append(line.row(name(), standings));
        }
        report.add(table.append('\n').append(standings.verdict()).append("\n\n").toString());
        report.addChart(
                "-" + title.replaceAll("[^A-Za-z0-9]+", "-"),
                title,
                BarChart.of(course.title() + ": " + title, standings));
    }

    /** Where an operation was called by three numbers of callers or more. */
    private void addGrowth(List<Standings> tables, Report report) {
        Map<String, List<Standings>> byOperation = tables.stream()
                .filter(table -> !table.contest().virtual())
                .sorted(Comparator.comparing(table -> table.contest().threads()))
                .collect(
                        Collectors.groupingBy(table -> table.contest().operation(), TreeMap::new, Collectors.toList()));
        byOperation.forEach((operation, growing) -> {
            if (growing.size() >= 3) {
                String title = course.title() + ": " + operation + " by the number of callers";
                report.addChart("-" + operation + "-threads", title, ThreadsChart.of(title, growing));
            }
        });
    }
}

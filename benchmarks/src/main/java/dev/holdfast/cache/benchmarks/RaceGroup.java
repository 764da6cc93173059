package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Race;
import dev.holdfast.cache.benchmarks.race.Slice;
import dev.holdfast.cache.benchmarks.report.BarChart;
import dev.holdfast.cache.benchmarks.report.Line;
import dev.holdfast.cache.benchmarks.report.Standings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Contenders that race, in JVMs of their own.
 *
 * @param course who, and at what
 */
record RaceGroup(Course course) implements Group {
    private static final List<String> HEAP = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-Xmn128m", // small, so that every slice pays for its own garbage
            "-XX:+AlwaysPreTouch"); // a JVM's first way through its heap was seen to take all processors

    @Override
    public String name() {
        return course.name();
    }

    @Override
    public String title() {
        return course.title();
    }

    @Override
    public void play(CommandLine asked, Report report) throws IOException, InterruptedException {
        List<Contest> contests =
                course.contests(asked.scale()).stream().filter(asked::wants).toList();
        List<Contest> playable = contests.stream().filter(Contest::isPlayable).toList();
        if (playable.isEmpty()) {
            report.add("Nothing of this group was asked for that this JVM can play.\n");
            return;
        }
        List<Slice> slices = new ArrayList<>();
        Machine before = Machine.now();
        for (int fork = 1; fork <= asked.forksOrDefault(); fork++) {
            slices.addAll(fork(asked, fork, playable));
        }
        report.add("Measured " + Machine.now().since(before) + "\n\n");
        StringBuilder results = new StringBuilder(Line.COLUMNS).append('\n');
        for (Contest contest : playable) {
            add(Standings.of(contest, course.contenders(), slices), report, results);
        }
        if (playable.size() < contests.size()) {
            report.add("Virtual threads need Java 21: set JAVA_HOME to one for the tables with them.\n");
        }
        report.addFile(".csv", results.toString());
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
            JavaProcess.run(HEAP, Race.class, arguments);
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
}

package dev.holdfast.cache.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;

/** The command: plays the contests asked for, prints a table each, and writes them as Markdown, a file a group. */
public final class Bench {
    private Bench() {}

    /**
     * Runs it; ends with 2 after a wrong argument.
     *
     * @param arguments see the usage text
     * @throws RunnerException if a benchmark fails
     * @throws IOException if the report can't be written
     */
    public static void main(String[] arguments) throws RunnerException, IOException {
        try {
            CommandLine asked = CommandLine.parse(arguments);
            for (Group group : groups(asked.groups())) {
                play(group, asked);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(String.format(CommandLine.USAGE, names()));
            System.exit(2);
        }
    }

    private static List<Group> groups(List<String> names) {
        for (String name : names) {
            if (Group.all().stream().noneMatch(group -> group.name().equals(name))) {
                throw new IllegalArgumentException("there is no group " + name);
            }
        }
        return Group.all().stream()
                .filter(group -> names.isEmpty() || names.contains(group.name()))
                .toList();
    }

    private static String names() {
        return Group.all().stream().map(Group::name).collect(Collectors.joining(", "));
    }

    private static void play(Group group, CommandLine asked) throws RunnerException, IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        StringBuilder report = new StringBuilder("## " + group.title() + "\n\n");
        out.print(report);
        for (Contest contest : asked.contests(group)) {
            Standings standings = contest.play(asked.rounds(), round -> showProgress(contest, round));
            out.println(standings.markdown());
            report.append(standings.markdown()).append('\n');
        }
        Path file = asked.directory().resolve(group.name() + ".md");
        Files.createDirectories(asked.directory());
        Files.writeString(file, report);
        System.err.println("written: " + file);
    }

    private static void showProgress(Contest contest, Round round) {
        System.err.printf(
                Locale.ROOT,
                "%s: a round, A/A %.2f%s%n",
                contest,
                round.ratio(round.group().twin()),
                round.isBelieved() ? "" : ", not counted");
    }
}

package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.gate.Gate;
import java.io.IOException;
import java.util.List;
import java.util.logging.LogManager;

/** The command: measures the groups asked for, and reports. */
public final class Bench {
    private Bench() {}

    /**
     * Runs it; ends with 2 after a wrong argument.
     *
     * @param arguments see {@code ./bench --help}
     * @throws IOException if the report can't be written
     * @throws InterruptedException if it is to end
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LogManager.getLogManager().reset(); // clients tell the console of what is done to them
        List<String> words = List.of(arguments);
        try {
            if (words.equals(List.of("list"))) {
                Groups.all().forEach(group -> System.out.printf("%-18s %s%n", group.name(), group.title()));
            } else if (words.equals(List.of("gate")) || words.equals(List.of("gate", "--accept"))) {
                System.exit(Gate.run(words.contains("--accept")) ? 0 : 1);
            } else {
                play(CommandLine.parse(arguments));
                System.exit(0); // some clients leave threads behind
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static void play(CommandLine asked) throws IOException, InterruptedException {
        for (Group group : Groups.named(asked.groups())) {
            Report report = new Report(asked.directory(), group);
            if (group.play(asked, report)) {
                report.close();
            }
        }
    }
}

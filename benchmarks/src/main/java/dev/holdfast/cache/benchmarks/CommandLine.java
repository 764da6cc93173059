package dev.holdfast.cache.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for.
 *
 * @param groups names of groups; all if empty
 * @param operations names of operations; all if empty
 * @param threads numbers of threads; all if empty
 * @param rounds believed rounds wanted a contest
 * @param directory where the Markdown goes
 */
record CommandLine(List<String> groups, List<String> operations, List<Integer> threads, int rounds, Path directory) {
    static final String USAGE = """
            usage: java -jar benchmarks.jar [group…] [option…]
              --operation=NAME   only this one; may be repeated
              --threads=N        only this many; may be repeated
              --rounds=N         believed rounds a table; default 5
              --out=DIRECTORY    where <group>.md goes; default benchmarks/target
            groups: %s
            JMH itself: java -cp benchmarks.jar org.openjdk.jmh.Main""";

    /** Reads the arguments. */
    static CommandLine parse(String... arguments) {
        List<String> groups = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        List<Integer> threads = new ArrayList<>();
        int rounds = 5;
        Path directory = Path.of("benchmarks", "target");
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.startsWith("--operation=")) {
                operations.add(value);
            } else if (argument.startsWith("--threads=")) {
                threads.add(positive(argument, value));
            } else if (argument.startsWith("--rounds=")) {
                rounds = positive(argument, value);
            } else if (argument.startsWith("--out=")) {
                directory = Path.of(value);
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("there is no option " + argument);
            } else {
                groups.add(argument);
            }
        }
        return new CommandLine(groups, operations, threads, rounds, directory);
    }

    private static int positive(String argument, String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(argument + ": a whole number from 1 to 9999 is needed");
        }
        return Integer.parseInt(value);
    }

    /** The contests of a group that were asked for. */
    List<Contest> contests(Group group) {
        List<Contest> contests = new ArrayList<>();
        for (String operation : group.operations()) {
            for (int number : group.threads()) {
                if ((operations.isEmpty() || operations.contains(operation))
                        && (threads.isEmpty() || threads.contains(number))) {
                    contests.add(new Contest(group, operation, number));
                }
            }
        }
        return contests;
    }
}

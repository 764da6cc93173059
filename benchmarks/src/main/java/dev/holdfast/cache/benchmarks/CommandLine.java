package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Scale;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for.
 *
 * @param scale how long it may take
 * @param groups names of groups; all if empty
 * @param operations names of operations; all if empty
 * @param threads numbers of threads; all if empty
 * @param forks JVMs a group; 0 for what the scale says
 * @param directory where tables, results and charts go
 */
record CommandLine(
        Scale scale, List<String> groups, List<String> operations, List<Integer> threads, int forks, Path directory) {
    /** Reads the arguments. */
    static CommandLine parse(String... arguments) {
        Scale scale = Scale.QUICK;
        List<String> groups = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        List<Integer> threads = new ArrayList<>();
        int forks = 0;
        Path directory = null;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            if (argument.equals("full")) {
                scale = Scale.FULL;
            } else if (argument.equals("smoke")) {
                scale = Scale.SMOKE;
            } else if (argument.startsWith("--operation=")) {
                operations.add(value);
            } else if (argument.startsWith("--threads=")) {
                threads.add(positive(argument, value));
            } else if (argument.startsWith("--forks=")) {
                forks = positive(argument, value);
            } else if (argument.startsWith("--out=")) {
                directory = Path.of(value);
            } else if (argument.startsWith("-")) {
                throw new IllegalArgumentException("there is no option " + argument);
            } else {
                groups.add(argument);
            }
        }
        if (directory == null) {
            directory = scale == Scale.SMOKE ? Path.of("benchmarks", "target", "smoke") : Path.of("docs", "benchmarks");
        }
        return new CommandLine(scale, groups, operations, threads, forks, directory);
    }

    private static int positive(String argument, String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(argument + ": a whole number from 1 to 9999 is needed");
        }
        return Integer.parseInt(value);
    }

    int forksOrDefault() {
        return forks == 0 ? scale.forks() : forks;
    }

    /** Whether a contest was asked for. */
    boolean wants(Contest contest) {
        return (operations.isEmpty() || operations.contains(contest.operation()))
                && (threads.isEmpty() || threads.contains(contest.threads()));
    }
}

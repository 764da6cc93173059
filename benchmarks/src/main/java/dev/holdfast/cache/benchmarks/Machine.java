package dev.holdfast.cache.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The machine at one moment, in ticks of its clock, a hundredth of a second each; zeros where there is no {@code /proc}.
 *
 * @param at when
 * @param busy what all processors have worked
 * @param idle what they have not
 * @param own what this process and those it started and saw end have worked
 */
record Machine(Instant at, long busy, long idle, long own) {
    private static final Path PROC = Path.of("/proc");

    static Machine now() {
        try {
            long[] all = numbers(Files.readAllLines(PROC.resolve("stat")).get(0).replaceFirst("cpu +", ""));
            String stat = Files.readString(PROC.resolve("self/stat"));
            long[] own = numbers(stat.substring(stat.lastIndexOf(')') + 4).strip());
            long idle = all[3] + all[4];
            return new Machine(
                    Instant.now(),
                    Arrays.stream(all, 0, 8).sum() - idle,
                    idle,
                    Arrays.stream(own, 10, 14).sum());
        } catch (IOException e) {
            return new Machine(Instant.now(), 0, 0, 0);
        }
    }

    private static long[] numbers(String text) {
        return Arrays.stream(text.split(" +"))
                .mapToLong(number -> new BigInteger(number).longValue())
                .toArray();
    }

    /** When, on what, and how much of it others took. */
    String since(Machine before) {
        long all = busy + idle - before.busy - before.idle;
        long others = Math.max(0, busy - before.busy - (own - before.own));
        String share = all == 0
                ? ""
                : String.format(Locale.ROOT, "; other processes took %.0f %% of the machine", 100.0 * others / all);
        return String.format(
                Locale.ROOT,
                "%s, in %d s, on %s, %d processors, Java %s (%s), %s %s%s.",
                before.at.toString().substring(0, 10),
                Duration.between(before.at, at).toSeconds(),
                model(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                System.getProperty("java.vm.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.version").replaceFirst("[^0-9.].*", ""),
                share);
    }

    private static String model() {
        try {
            List<String> lines = Files.readAllLines(PROC.resolve("cpuinfo"));
            return lines.stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}

package dev.holdfast.cache.benchmarks.stampede;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The command behind the table in {@code docs/recipes/stampede.md}: 64 threads in each of 4 processes ask at once for one
 * key that is missing and takes 50 ms to load; ten times, after five to warm up, for each way of reading through a cache.
 */
public final class Stampede {
    private static final int PROCESSES = 4;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 10;

    private Stampede() {}

    /**
     * Runs it, for some ten seconds a reader.
     *
     * @param arguments names of readers, such as {@code CAFFEINE}; all if there are none
     * @throws IOException if a process can't be started
     */
    public static void main(String[] arguments) throws IOException {
        List<Readers> chosen = arguments.length == 0
                ? List.of(Readers.values())
                : Arrays.stream(arguments)
                        .map(name -> Readers.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        System.out.printf(
                "%d threads x %d processes, one missing key, a load of %d ms%n%n",
                Herd.THREADS, PROCESSES, Herd.LOAD.toMillis());
        System.out.println("| | loads a missing key | most | p50 of a caller | p99 | longest |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (Readers reader : chosen) {
            System.out.println(row(reader));
        }
    }

    private static String row(Readers reader) throws IOException {
        List<HerdProcess> crowd = new ArrayList<>();
        try (LoneRedis server = new LoneRedis()) {
            for (int i = 0; i < PROCESSES; i++) {
                crowd.add(new HerdProcess(reader, server.port()));
            }
            for (HerdProcess process : crowd) {
                process.answer(); // ready
            }
            List<Integer> loads = new ArrayList<>();
            List<Long> micros = new ArrayList<>();
            for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                List<Long> waits = round < WARM_UP ? new ArrayList<>() : micros;
                int loaded = round(crowd, "key:" + round, waits);
                if (round >= WARM_UP) {
                    loads.add(loaded);
                }
            }
            return row(reader, loads, micros);
        } finally {
            crowd.forEach(HerdProcess::close);
        }
    }

    private static int round(List<HerdProcess> crowd, String key, List<Long> micros) throws IOException {
        for (HerdProcess process : crowd) {
            process.ask(key);
        }
        int loads = 0;
        for (HerdProcess process : crowd) {
            String[] words = process.answer().split(" ", -1);
            loads += Integer.parseInt(words[0]);
            IntStream.range(1, words.length).forEach(i -> micros.add(Long.parseLong(words[i])));
        }
        return loads;
    }

    private static String row(Readers reader, List<Integer> loads, List<Long> micros) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %d | %s | %s | %s |",
                reader.title(),
                loads.stream().mapToInt(Integer::intValue).average().orElseThrow(),
                loads.stream().mapToInt(Integer::intValue).max().orElseThrow(),
                millis(sorted[(sorted.length - 1) / 2]),
                millis(sorted[(int) Math.ceil(0.99 * sorted.length) - 1]),
                millis(sorted[sorted.length - 1]));
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0);
    }
}

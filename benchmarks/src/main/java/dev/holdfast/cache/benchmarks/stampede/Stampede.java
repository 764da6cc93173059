package dev.holdfast.cache.benchmarks.stampede;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Threads of several processes ask at once for one key that is missing and takes {@link Herd#LOAD} to load; again and
 * again, for each way of reading through a cache.
 */
public final class Stampede {
    private static final int PROCESSES = 4;

    /** How long a load takes. */
    public static final long LOAD_MILLIS = Herd.LOAD.toMillis();

    private Stampede() {}

    /**
     * What happens.
     *
     * @return as a sentence
     */
    public static String description() {
        return Herd.THREADS + " threads in each of " + PROCESSES
                + " processes ask at once for one key that is missing and takes " + LOAD_MILLIS
                + " ms to load.";
    }

    /**
     * Plays it.
     *
     * @param warmUp how long each process asks for keys that take no time to load, before
     * @param rounds how many keys are counted, after as many that are not
     * @return how each reader fared
     * @throws IOException if a process can't be started
     */
    public static List<Crowd> play(Duration warmUp, int rounds) throws IOException {
        List<Crowd> crowds = new ArrayList<>();
        for (Readers reader : Readers.values()) {
            crowds.add(play(reader, warmUp, rounds));
        }
        return crowds;
    }

    private static Crowd play(Readers reader, Duration warmUp, int rounds) throws IOException {
        List<HerdProcess> herds = new ArrayList<>();
        try (LoneRedis server = new LoneRedis()) {
            for (int i = 0; i < PROCESSES; i++) {
                herds.add(new HerdProcess(reader, server.port(), warmUp));
            }
            for (HerdProcess process : herds) {
                process.answer(); // ready
            }
            List<Integer> loads = new ArrayList<>();
            List<Long> micros = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                round(herds, "warm-up:" + round, new ArrayList<>());
            }
            for (int round = 0; round < rounds; round++) {
                loads.add(round(herds, "key:" + round, micros));
            }
            return Crowd.of(reader.title(), loads, micros);
        } finally {
            herds.forEach(HerdProcess::close);
        }
    }

    private static int round(List<HerdProcess> herds, String key, List<Long> micros) throws IOException {
        for (HerdProcess process : herds) {
            process.ask(key);
        }
        int loads = 0;
        for (HerdProcess process : herds) {
            String[] words = process.answer().split(" ", -1);
            loads += Integer.parseInt(words[0]);
            IntStream.range(1, words.length).forEach(i -> micros.add(Long.parseLong(words[i])));
        }
        return loads;
    }
}

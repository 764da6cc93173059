package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.local.LocalBenchmark;
import dev.holdfast.cache.benchmarks.local.LocalContender;
import java.util.List;
import java.util.Map;

/**
 * Contenders that are compared with each other.
 *
 * @param name what the command line calls it
 * @param title what the report calls it
 * @param benchmark the JMH class, with a parameter {@value #CONTENDER}
 * @param operations its methods, in the report's order
 * @param threads with how many threads each is run
 * @param contenders the first is the baseline, the last is the baseline again
 * @param parameters other parameters of the JMH class
 */
record Group(
        String name,
        String title,
        Class<?> benchmark,
        List<String> operations,
        List<Integer> threads,
        List<? extends Contender> contenders,
        Map<String, String> parameters) {
    static final String CONTENDER = "contender";

    /** All groups; a new one is one line here, one JMH class and one enum. */
    static List<Group> all() {
        return List.of(
                local("local", "In process, a cache with room", LocalBenchmark.ROOMY),
                local("local-tight", "In process, a cache nearly full", LocalBenchmark.TIGHT));
    }

    private static Group local(String name, String title, long maxEntries) {
        return new Group(
                name,
                title,
                LocalBenchmark.class,
                List.of("getHit", "getMiss", "set", "incr", "getsAndCas"),
                List.of(1, 2),
                List.of(LocalContender.values()),
                Map.of("maxEntries", String.valueOf(maxEntries)));
    }

    Contender baseline() {
        return contenders.get(0);
    }

    Contender twin() {
        return contenders.get(contenders.size() - 1);
    }
}

package dev.holdfast.cache.benchmarks.local;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.StoreStand;
import java.util.List;

/**
 * The in-process cache, with room or nearly full.
 *
 * @param name what the command line calls it
 * @param title what the report calls it
 * @param maxEntries the bound of every contender that has one
 */
public record LocalCourse(String name, String title, long maxEntries) implements Course {
    /** Few enough to stay in a processor's own cache: what memory costs is the matter of growth-keys. */
    private static final int ENTRIES = 1_024;

    /**
     * A bound that is far away.
     *
     * @return the group
     */
    public static Course roomy() {
        return new LocalCourse("local", "In process, a cache with room", LocalContender.ROOMY);
    }

    /**
     * A bound that leaves the cache four fifths full, where the eviction policy follows every read.
     *
     * @return the group
     */
    public static Course tight() {
        return new LocalCourse("local-tight", "In process, a cache nearly full", 2_500);
    }

    @Override
    public List<LocalContender> contenders() {
        return List.of(LocalContender.values());
    }

    @Override
    public List<Contest> contests(Scale scale) {
        List<String> operations = scale == Scale.FULL
                ? List.of("get", "getMiss", "set", "incr", "getsAndCas")
                : List.of("get", "set", "incr");
        List<Integer> threads = scale == Scale.FULL ? List.of(1, 2, 8) : List.of(1);
        return operations.stream()
                .flatMap(operation -> threads.stream().map(number -> Contest.of(operation, number)))
                .toList();
    }

    @Override
    public int sampling() {
        return 128;
    }

    @Override
    public Stand open(String name, Where where) throws Exception {
        Stand stand = new StoreStand(LocalContender.valueOf(name).open(maxEntries), where.prefix(), ENTRIES);
        stand.work("get"); // stores values
        stand.work("incr"); // and as many counters
        return stand;
    }
}

package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.store.StoreCourse;
import java.util.List;
import java.util.stream.Stream;

/** The memcached groups: the same contenders, on one memcached. */
public final class MemcachedCourses {
    private MemcachedCourses() {}

    /**
     * All of them.
     *
     * @return in the order of the report
     */
    public static Stream<Course> all() {
        return Stream.of(
                course(
                        "memcached",
                        "memcached, single operations",
                        List.of(
                                Contest.of("get", 1),
                                Contest.of("get", 8),
                                Contest.of("get", 32),
                                Contest.of("set", 16),
                                Contest.of("incr", 16)),
                        List.of(
                                Contest.of("get", 128),
                                Contest.of("set", 1),
                                Contest.of("set", 32),
                                Contest.of("incr", 1),
                                Contest.of("incr", 32))),
                course(
                        "memcached-virtual",
                        "memcached, called by virtual threads",
                        List.of(new Contest("get", 256, true)),
                        List.of()),
                course(
                        "memcached-bulk",
                        "memcached, many keys in one call",
                        List.of(Contest.of("getAll100", 1)),
                        List.of(Contest.of("getAll10", 1), Contest.of("getAll1000", 1), Contest.of("getAll100", 8))),
                course(
                        "memcached-sizes",
                        "memcached, sizes of values",
                        List.of(Contest.of("get100KiB", 8)),
                        List.of(
                                Contest.of("get10B", 8),
                                Contest.of("get1KiB", 8),
                                Contest.of("set10B", 8),
                                Contest.of("set1KiB", 8),
                                Contest.of("set100KiB", 8))),
                course(
                        "memcached-cas",
                        "memcached, compare and set",
                        List.of(Contest.of("getsAndCas", 16)),
                        List.of(Contest.of("getsAndCas", 1), Contest.of("casLoop", 8), Contest.of("casLoop", 32))));
    }

    private static Course course(String name, String title, List<Contest> brief, List<Contest> more) {
        return new StoreCourse(
                name, title, List.of(MemcachedContender.values()), Ground.MEMCACHED, 1_024, 1, brief, more);
    }
}

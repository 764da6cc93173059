package dev.holdfast.cache.benchmarks.redis;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.store.StoreCourse;
import java.util.List;
import java.util.stream.Stream;

/** The Redis groups: the same contenders, on one redis-server. */
public final class RedisCourses {
    private RedisCourses() {}

    /**
     * All of them.
     *
     * @return in the order of the report
     */
    public static Stream<Course> all() {
        return Stream.of(
                course(
                        "redis",
                        "Redis, single operations",
                        List.of(
                                Contest.of("get", 1),
                                Contest.of("get", 8),
                                Contest.of("get", 32),
                                Contest.of("set", 32),
                                Contest.of("incr", 32)),
                        List.of(
                                Contest.of("get", 128),
                                Contest.of("set", 1),
                                Contest.of("set", 8),
                                Contest.of("set", 128),
                                Contest.of("incr", 1),
                                Contest.of("incr", 8),
                                Contest.of("incr", 128))),
                course(
                        "redis-virtual",
                        "Redis, called by virtual threads",
                        List.of(new Contest("get", 256, true)),
                        List.of(new Contest("set", 256, true), new Contest("incr", 256, true))),
                course(
                        "redis-bulk",
                        "Redis, many keys in one call",
                        List.of(Contest.of("getAll100", 1)),
                        List.of(
                                Contest.of("getAll10", 1),
                                Contest.of("getAll1000", 1),
                                Contest.of("getAll10", 8),
                                Contest.of("getAll100", 8),
                                Contest.of("getAll1000", 8))),
                course(
                        "redis-sizes",
                        "Redis, sizes of values",
                        List.of(Contest.of("get100KiB", 8)),
                        List.of(
                                Contest.of("get10B", 8),
                                Contest.of("get1KiB", 8),
                                Contest.of("set10B", 8),
                                Contest.of("set1KiB", 8),
                                Contest.of("set100KiB", 8),
                                Contest.of("get10B", 32),
                                Contest.of("get1KiB", 32),
                                Contest.of("get100KiB", 32))),
                course(
                        "redis-cas",
                        "Redis, compare and set",
                        List.of(Contest.of("getsAndCas", 32)),
                        List.of(
                                Contest.of("getsAndCas", 1),
                                Contest.of("getsAndCas", 8),
                                Contest.of("casLoop", 8),
                                Contest.of("casLoop", 32))));
    }

    private static Course course(String name, String title, List<Contest> brief, List<Contest> more) {
        return new StoreCourse(name, title, List.of(RedisContender.values()), Ground.REDIS, 1_024, 1, brief, more);
    }
}

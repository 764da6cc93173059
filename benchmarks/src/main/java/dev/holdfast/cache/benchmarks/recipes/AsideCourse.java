package dev.holdfast.cache.benchmarks.recipes;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.List;
import java.util.stream.IntStream;

/** Reads of strings of 100 characters from {@code local:}, through {@code CacheAside} and without it. */
public record AsideCourse() implements Course {
    private static final int ENTRIES = 64;

    @Override
    public String name() {
        return "aside";
    }

    @Override
    public String title() {
        return "Reading through CacheAside, in process";
    }

    @Override
    public List<AsideContender> contenders() {
        return List.of(AsideContender.values());
    }

    @Override
    public List<Contest> contests(Scale scale) {
        return scale == Scale.FULL
                ? List.of(Contest.of("get", 1), Contest.of("get", 2))
                : List.of(Contest.of("get", 1));
    }

    @Override
    public int sampling() {
        return 128;
    }

    @Override
    public Stand open(String contender, Where where) {
        List<String> keys = IntStream.range(0, ENTRIES)
                .mapToObj(i -> where.prefix() + "user:profile:" + i)
                .toList();
        DistributedCache cache = Caches.open("local:");
        AsideStore store = AsideContender.valueOf(contender).over(cache, keys, "v".repeat(100));
        return Stand.of(step -> store.get(keys.get(step & (ENTRIES - 1))), cache);
    }
}

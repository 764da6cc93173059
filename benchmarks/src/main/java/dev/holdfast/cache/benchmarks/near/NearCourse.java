package dev.holdfast.cache.benchmarks.near;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Hits in this process: strings of 100 characters, all held. The keys asked with equal those stored and are not the same
 * objects.
 */
public record NearCourse() implements Course {
    /** Few enough to stay in a processor's own cache: what is compared is the work of a hit. */
    private static final int ENTRIES = 1_024;

    @Override
    public String name() {
        return "near";
    }

    @Override
    public String title() {
        return "Hits of a near cache";
    }

    @Override
    public List<NearContender> contenders() {
        return List.of(NearContender.values());
    }

    @Override
    public List<Contest> contests(Scale scale) {
        return scale == Scale.FULL
                ? List.of(Contest.of("get", 1), Contest.of("get", 2), Contest.of("get", 8))
                : List.of(Contest.of("get", 1));
    }

    @Override
    public Ground ground() {
        return Ground.REDIS;
    }

    @Override
    public int sampling() {
        return 128;
    }

    @Override
    public Stand open(String contender, Where where) {
        String[] keys = keys(where.prefix());
        Map<String, String> entries = new LinkedHashMap<>();
        for (String key : keys) {
            entries.put(new String(key.toCharArray()), "v".repeat(100));
        }
        NearRead near = NearContender.valueOf(contender).open(where, entries);
        for (String key : keys) {
            if (near.get(key) == null) {
                throw new IllegalStateException(contender + " has lost " + key);
            }
        }
        return Stand.of(step -> near.get(keys[step & (ENTRIES - 1)]), near);
    }

    private static String[] keys(String prefix) {
        String[] keys = IntStream.range(0, ENTRIES)
                .mapToObj(i -> prefix + "user:profile:" + String.format("%07d", i))
                .toArray(String[]::new);
        Collections.shuffle(Arrays.asList(keys), new Random(42));
        return keys;
    }
}

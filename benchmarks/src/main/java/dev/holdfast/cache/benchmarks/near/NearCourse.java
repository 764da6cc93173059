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
 *
 * @param name the group's
 * @param title what the report calls it
 * @param entries how many, a power of two
 */
public record NearCourse(String name, String title, int entries) implements Course {
    /**
     * Few entries, that stay in a processor's own cache: what is compared is the work of a hit.
     *
     * @return the group
     */
    public static Course few() {
        return new NearCourse("near", "Hits of a near cache", 1_024);
    }

    /**
     * More entries than that, so that memory takes its part.
     *
     * @return the group
     */
    public static Course many() {
        return new NearCourse("near-many", "Hits of a near cache with many entries", 8_192);
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
        Map<String, String> held = new LinkedHashMap<>();
        for (String key : keys) {
            held.put(new String(key.toCharArray()), "v".repeat(100));
        }
        NearRead near = NearContender.valueOf(contender).open(where, held);
        for (String key : keys) {
            if (near.get(new String(key.toCharArray())) == null) {
                throw new IllegalStateException(contender + " has lost " + key);
            }
        }
        int last = keys.length - 1;
        return Stand.of(step -> near.get(keys[step & last]), near);
    }

    private String[] keys(String prefix) {
        String[] keys = IntStream.range(0, entries)
                .mapToObj(i -> prefix + "user:profile:" + String.format("%07d", i))
                .toArray(String[]::new);
        Collections.shuffle(Arrays.asList(keys), new Random(42));
        return keys;
    }
}

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
 * @param most the bound
 */
public record NearCourse(String name, String title, int entries, int most) implements Course {
    /** So many stay in a processor's own cache: what is compared is the work of a hit. */
    private static final int FEW = 1_024;

    private static final int MANY = 8_192;

    /**
     * A bound so far away that Caffeine keeps no account of reads.
     *
     * @return the group
     */
    public static Course roomy() {
        return new NearCourse("near", "Hits of a near cache with room", FEW, 16 * FEW);
    }

    /**
     * A bound that leaves the cache four fifths full, where the eviction policy follows every read.
     *
     * @return the group
     */
    public static Course tight() {
        return new NearCourse("near-tight", "Hits of a near cache nearly full", FEW, FEW * 5 / 4);
    }

    /**
     * The same with more entries than a processor's own cache has place for, so that memory takes its part.
     *
     * @return the group
     */
    public static Course many() {
        return new NearCourse("near-many", "Hits of a near cache nearly full, with many entries", MANY, MANY * 5 / 4);
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
        NearRead near = NearContender.valueOf(contender).open(where, held, most);
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

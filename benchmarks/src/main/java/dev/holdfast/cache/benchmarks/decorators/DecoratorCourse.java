package dev.holdfast.cache.benchmarks.decorators;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Scale;
import dev.holdfast.cache.benchmarks.race.Stand;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.StoreStand;
import java.util.List;

/**
 * Gets through decorators.
 *
 * @param name what the command line calls it
 * @param title what the report calls it
 * @param redis whether Redis is below, or a cache that answers one array and does nothing
 * @param contenders who competes
 * @param patience how many times as many rounds as usual
 */
public record DecoratorCourse(
        String name, String title, boolean redis, List<DecoratorContender> contenders, int patience) implements Course {
    /**
     * What is left is the decorator.
     *
     * @return the group
     */
    public static Course alone() {
        return new DecoratorCourse(
                "decorators",
                "Decorators around a cache that does nothing",
                false,
                List.of(DecoratorContender.values()),
                1);
    }

    /**
     * As an application has them.
     *
     * @return the group
     */
    public static Course aroundRedis() {
        return new DecoratorCourse(
                "decorators-redis", "Decorators around a Redis get", true, List.of(DecoratorContender.values()), 1);
    }

    /**
     * What an application pays while all is well: so many rounds that a hundredth can be told from nothing.
     *
     * @return the group
     */
    public static Course breaker() {
        return new DecoratorCourse(
                "breaker",
                "A closed breaker around a Redis get",
                true,
                List.of(DecoratorContender.BARE, DecoratorContender.OURS_BREAKER, DecoratorContender.RESILIENCE4J),
                10);
    }

    @Override
    public List<Contest> contests(Scale scale) {
        if (patience == 1 && scale != Scale.FULL) {
            return List.of(Contest.of("get", redis ? 32 : 1));
        }
        return List.of(Contest.of("get", 1), Contest.of("get", redis ? 32 : 2));
    }

    @Override
    public int rounds(Scale scale) {
        return scale == Scale.SMOKE ? scale.rounds() : patience * scale.rounds();
    }

    @Override
    public Ground ground() {
        return redis ? Ground.REDIS : Ground.NOTHING;
    }

    @Override
    public int sampling() {
        return redis ? 1 : 128;
    }

    @Override
    public Stand open(String contender, Where where) {
        DistributedCache below = redis
                ? Caches.open("redis://127.0.0.1:" + where.port() + "?timeout=5s&connectTimeout=5s")
                : new Constant(Caches.open("local:"));
        return new StoreStand(DecoratorContender.valueOf(contender).around(below), where.prefix(), 1_024);
    }

    /** Answers reads at once. */
    private static final class Constant extends ForwardingCache {
        private final byte[] answer = new byte[StoreStand.VALUE_BYTES];

        Constant(DistributedCache cache) {
            super(cache);
        }

        @Override
        public byte[] get(String key) {
            return answer;
        }
    }
}

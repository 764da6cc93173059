package dev.holdfast.cache.benchmarks.decorators;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
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
 */
public record DecoratorCourse(String name, String title, boolean redis) implements Course {
    /**
     * What is left is the decorator.
     *
     * @return the group
     */
    public static Course alone() {
        return new DecoratorCourse("decorators", "Decorators around a cache that does nothing", false);
    }

    /**
     * As an application has them.
     *
     * @return the group
     */
    public static Course aroundRedis() {
        return new DecoratorCourse("decorators-redis", "Decorators around a Redis get", true);
    }

    @Override
    public List<DecoratorContender> contenders() {
        return List.of(DecoratorContender.values());
    }

    @Override
    public List<Contest> contests(Scale scale) {
        return redis
                ? List.of(Contest.of("get", 1), Contest.of("get", 32))
                : List.of(Contest.of("get", 1), Contest.of("get", 2));
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
                ? Caches.open("redis://127.0.0.1:" + where.port() + "?timeout=5s")
                : new Constant(Caches.open("local:"));
        return new StoreStand(DecoratorContender.valueOf(contender).around(below), where.prefix(), 1_024);
    }

    /** Answers at once. */
    private static final class Constant extends ForwardingCache {
        private byte[] answer = new byte[0];

        Constant(DistributedCache cache) {
            super(cache);
        }

        @Override
        public void set(String key, byte[] value, Ttl ttl) {
            answer = value;
        }

        @Override
        public byte[] get(String key) {
            return answer;
        }
    }
}

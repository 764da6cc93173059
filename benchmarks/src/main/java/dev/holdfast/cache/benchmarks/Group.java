package dev.holdfast.cache.benchmarks;

import dev.holdfast.cache.benchmarks.breaker.BreakerBenchmark;
import dev.holdfast.cache.benchmarks.breaker.BreakerContender;
import dev.holdfast.cache.benchmarks.local.LocalBenchmark;
import dev.holdfast.cache.benchmarks.local.LocalContender;
import dev.holdfast.cache.benchmarks.memcached.MemcachedBenchmark;
import dev.holdfast.cache.benchmarks.memcached.MemcachedContender;
import dev.holdfast.cache.benchmarks.recipes.AsideBenchmark;
import dev.holdfast.cache.benchmarks.recipes.AsideContender;
import dev.holdfast.cache.benchmarks.redis.RedisBenchmark;
import dev.holdfast.cache.benchmarks.redis.RedisContender;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;

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
 * @param mode average times, or samples of single calls for their percentiles
 */
record Group(
        String name,
        String title,
        Class<?> benchmark,
        List<String> operations,
        List<Integer> threads,
        List<? extends Contender> contenders,
        Map<String, String> parameters,
        Mode mode) {
    static final String CONTENDER = "contender";

    /** All groups; a new one is one line here, one JMH class and one enum. */
    static List<Group> all() {
        return List.of(
                local("local", "In process, a cache with room", LocalBenchmark.ROOMY),
                local("local-tight", "In process, a cache nearly full", LocalBenchmark.TIGHT),
                memcached(
                        "memcached",
                        "memcached, alone",
                        List.of("getHit", "set", "incr", "getsAndCas", "getAll100"),
                        1),
                memcached("memcached-8", "memcached, 8 callers", List.of("getHit"), 8),
                memcached("memcached-16", "memcached, 16 callers", List.of("set", "incr", "getsAndCas"), 16),
                memcached("memcached-32", "memcached, 32 callers", List.of("getHit"), 32),
                redis("getHit"),
                redis("set"),
                redis("incr"),
                redis("getAll100"),
                redisLatency("getHit"),
                redisLatency("set"),
                redisLatency("incr"),
                breaker("breaker", "A closed breaker around a Redis get", BreakerBenchmark.REDIS, List.of(1, 32)),
                breaker("breaker-alone", "A closed breaker around nothing", BreakerBenchmark.NOTHING, List.of(1, 2)),
                aside());
    }

    private static Group aside() {
        return new Group(
                "aside",
                "Reading through CacheAside, in process",
                AsideBenchmark.class,
                List.of("get"),
                List.of(1, 2),
                List.of(AsideContender.values()),
                Map.of(),
                Mode.AverageTime);
    }

    private static Group breaker(String name, String title, String below, List<Integer> threads) {
        return new Group(
                name,
                title,
                BreakerBenchmark.class,
                List.of("get"),
                threads,
                List.of(BreakerContender.values()),
                Map.of("below", below),
                Mode.AverageTime);
    }

    private static Group local(String name, String title, long maxEntries) {
        return new Group(
                name,
                title,
                LocalBenchmark.class,
                List.of("getHit", "getMiss", "set", "incr", "getsAndCas"),
                List.of(1, 2),
                List.of(LocalContender.values()),
                Map.of("maxEntries", String.valueOf(maxEntries)),
                Mode.AverageTime);
    }

    private static Group memcached(String name, String title, List<String> operations, int threads) {
        return new Group(
                name,
                title,
                MemcachedBenchmark.class,
                operations,
                List.of(threads),
                List.of(MemcachedContender.values()),
                Map.of(),
                Mode.AverageTime);
    }

    private static Group redis(String operation) {
        return new Group(
                "redis-" + operation,
                "Redis, " + operation,
                RedisBenchmark.class,
                List.of(operation),
                List.of(1, 8, 32),
                RedisContender.able(operation),
                Map.of(),
                Mode.AverageTime);
    }

    /** How long single calls take, under load. */
    private static Group redisLatency(String operation) {
        return new Group(
                "redis-latency-" + operation,
                "Redis, how long " + operation + " takes",
                RedisBenchmark.class,
                List.of(operation),
                List.of(32),
                RedisContender.able(operation),
                Map.of(),
                Mode.SampleTime);
    }

    boolean isSampled() {
        return mode == Mode.SampleTime;
    }

    Contender baseline() {
        return contenders.get(0);
    }

    Contender twin() {
        return contenders.get(contenders.size() - 1);
    }
}

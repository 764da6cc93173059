package dev.holdfast.cache.benchmarks.growth;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Course;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.OurStore;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.benchmarks.store.StoreCourse;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Groups in which one cache competes with itself at another size; the smallest is the baseline. */
public final class GrowthCourses {
    private GrowthCourses() {}

    /**
     * All of them.
     *
     * @return in the order of the report
     */
    public static Stream<Course> all() {
        return Stream.of(keys(), servers(), instances());
    }

    /** Keys of an in-process cache that has room for them; all are walked through. */
    private static Course keys() {
        return new StoreCourse(
                "growth-keys",
                "local: with a growing number of keys",
                Stream.of(1 << 10, 1 << 14, 1 << 17, 1 << 20)
                        .map(keys -> new GrowthContender(
                                "OURS_" + keys,
                                String.format(Locale.ROOT, "%,d keys", keys),
                                keys,
                                where -> OurStore.of("local:?maxEntries=" + 4 * keys)))
                        .toList(),
                Ground.NOTHING,
                1_024,
                128,
                List.of(Contest.of("get", 1)),
                List.of(Contest.of("set", 1)));
    }

    /** More servers to spread keys over: more connections, fewer calls on each. */
    private static Course servers() {
        return new StoreCourse(
                "growth-servers",
                "memcached: over a growing number of servers",
                Stream.of(1, 3, 6)
                        .map(servers -> new GrowthContender(
                                "OURS_" + servers,
                                servers == 1 ? "1 server" : servers + " servers",
                                0,
                                where -> OurStore.of(memcached(where, servers))))
                        .toList(),
                new Ground(0, 6),
                1_024,
                1,
                List.of(Contest.of("get", 32), Contest.of("getAll100", 1)),
                List.of(Contest.of("get", 1), Contest.of("set", 32)));
    }

    private static String memcached(Where where, int servers) {
        return "memcached://" + String.join(",", where.urls().subList(0, servers)) + "?timeout=5s&connectTimeout=5s";
    }

    /** Instances that applications make of one cache: views, which share its connection, and caches of their own. */
    private static Course instances() {
        return new StoreCourse(
                "growth-instances",
                "redis: with a growing number of instances",
                Stream.concat(
                                Stream.of(1, 16, 256)
                                        .map(number -> instances("OURS_VIEWS_", "views of one cache", number, true)),
                                Stream.of(4, 16).map(number -> instances("OURS_OPEN_", "caches opened", number, false)))
                        .toList(),
                Ground.REDIS,
                1_024,
                1,
                List.of(Contest.of("get", 32)),
                List.of(Contest.of("get", 1), Contest.of("set", 32)));
    }

    private static GrowthContender instances(String name, String what, int number, boolean views) {
        return new GrowthContender(name + number, number + " " + what, 0, where -> {
            String url = "redis://" + where.urls().get(0) + "?timeout=5s&connectTimeout=5s";
            return new SpreadStore(views ? views(Caches.open(url), number) : opened(url, number));
        });
    }

    private static List<Store> views(DistributedCache cache, int number) {
        return IntStream.range(0, number)
                .<Store>mapToObj(i -> new OurStore(cache.namespaced("view" + i), Ttl.of(Store.TTL)))
                .toList();
    }

    private static List<Store> opened(String url, int number) {
        return IntStream.range(0, number).mapToObj(i -> OurStore.of(url)).toList();
    }
}

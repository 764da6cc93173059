package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a cluster adds: slots that move, and masters that change. */
class ClusterTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.started(1_000);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void bulk_overAllSlots_isSplitAndPutTogether() {
        try (DistributedCache cache = Caches.open(cluster.url() + "?timeout=5s")) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            for (int i = 0; i < 300; i++) {
                entries.put("bulk" + i, bytes("v" + i));
            }
            cache.setAll(entries, HOUR);

            assertThat(cache.getAll(entries.keySet()).keySet()).containsExactlyElementsOf(entries.keySet());
            cache.deleteAll(entries.keySet());
            assertThat(cache.getAll(entries.keySet())).isEmpty();
            cache.ping();
        }
    }

    @Test
    void calls_whileSlotsMove_loseNothingAndCountExactly() {
        try (DistributedCache cache = Caches.open(cluster.url() + "?timeout=5s")) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            for (int i = 0; i < 2_000; i++) {
                entries.put("moving" + i, bytes("v" + i));
            }
            cache.setAll(entries, HOUR);
            List<String> keys = List.copyOf(entries.keySet());
            AtomicBoolean moved = new AtomicBoolean();
            AtomicLong counted = new AtomicLong();

            Callers.run(9, caller -> {
                if (caller == 0) {
                    List<RedisServer> masters = cluster.masters();
                    cluster.moveSlots(masters.get(0), masters.get(1), 200);
                    cluster.moveSlots(masters.get(1), masters.get(2), 200);
                    moved.set(true);
                }
                for (int i = caller; !moved.get(); i = (i + 7) % keys.size()) {
                    if (caller % 2 == 0) {
                        cache.incr("count" + i % 50, 1, 1, HOUR);
                        counted.incrementAndGet();
                    } else {
                        assertThat(cache.get(keys.get(i))).as(keys.get(i)).isEqualTo(entries.get(keys.get(i)));
                        assertThat(cache.getAll(keys.subList(i, Math.min(keys.size(), i + 10))))
                                .hasSize(Math.min(keys.size(), i + 10) - i);
                    }
                }
            });

            long sum = 0;
            for (int i = 0; i < 50; i++) {
                byte[] count = cache.get("count" + i);
                sum += count == null ? 0 : Long.parseLong(new String(count, UTF_8));
            }
            assertThat(sum).isEqualTo(counted.get()).isPositive();
        }
    }

    @Test
    void master_thatDies_isReplaced() {
        try (DistributedCache cache = Caches.open(cluster.url())) {
            RedisServer victim = cluster.masters().get(0);
            String key = keyOf(victim);
            cache.set(key, bytes("v"), HOUR);
            assertThat(victim.cli("WAIT", "1", "5000")).isEqualTo("1");

            victim.kill();
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> works(cache, key));
                String beside = "{" + key + "}after"; // other masters may not know yet that all is in order again
                assertThat(cache.incr(beside, 1, 1, HOUR)).isPositive();
            } finally {
                victim.start();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.masters().size() == 3);
        }
    }

    /** Nobody asks for the key in between, so no server's answer tells that the map is old. */
    @Test
    void master_replacedTwice_isFoundAgain() {
        try (DistributedCache cache = Caches.open(cluster.url())) {
            List<RedisServer> before = cluster.masters();
            RedisServer first = before.get(0);
            String key = keyOf(first);
            Awaitility.await().until(() -> works(cache, key));
            first.kill();
            awaitSuccessor(first, before.get(1));
            first.start();
            awaitLinked(first);
            RedisServer second = cluster.masters().stream()
                    .filter(one -> !before.contains(one))
                    .findFirst()
                    .orElseThrow();

            second.kill();
            awaitSuccessor(second, before.get(1));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(4)) // the promise is 1 s, the rest is for a loaded machine
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> works(cache, key));

            assertThat(first.cli("GET", key)).isEqualTo("again");
            second.start();
            awaitLinked(second);
        }
    }

    /** As another master sees it. */
    private static void awaitSuccessor(RedisServer dead, RedisServer witness) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> witness.cli("CLUSTER", "NODES")
                                .lines()
                                .anyMatch(line -> line.contains(dead.address() + "@") && line.contains("master,fail "))
                        && witness.cli("CLUSTER", "INFO").contains("cluster_state:ok"));
    }

    private static void awaitLinked(RedisServer replica) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
    }

    @Test
    void master_thatHangs_isReplaced() {
        try (DistributedCache cache = Caches.open(cluster.url())) {
            RedisServer victim = cluster.masters().get(0);
            String key = keyOf(victim);
            cache.set(key, bytes("v"), HOUR);

            victim.pause();
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> works(cache, key));
            } finally {
                victim.resume();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.masters().size() == 3);
        }
    }

    private static boolean works(DistributedCache cache, String key) {
        try {
            cache.set(key, bytes("again"), HOUR);
            return true;
        } catch (CacheTransientException e) {
            assertThat(e.outcome()).isIn(Outcome.NOT_APPLIED, Outcome.UNKNOWN);
            return false;
        }
    }

    /** A key that this master has. */
    private static String keyOf(RedisServer master) {
        for (int i = 0; ; i++) {
            if (!master.cli("GET", "key" + i).startsWith("MOVED")) {
                return "key" + i;
            }
        }
    }

    /** A server that has heard of a master's end, and not yet of its successor, knows nobody for the slots. */
    @Test
    void map_thatLeavesAMastersSlotsOut_leavesThemWithIt() {
        List<RedisServer> masters = cluster.masters();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        masters.forEach(master -> entries.put(keyOf(master), bytes("v")));
        masters.forEach(master -> master.cli("CONFIG", "SET", "cluster-require-full-coverage", "no"));
        try (DistributedCache cache = Caches.open(cluster.url() + "?timeout=5s&clusterRefresh=100ms")) {
            cache.setAll(entries, HOUR);
            long mapsAtFirst = mapsRead(masters);
            while (mapsRead(masters) - mapsAtFirst < 10) {
                for (RedisServer master : masters) {
                    masters.stream().filter(it -> it != master).forEach(it -> forgetSlots(it, master));
                }
                assertThat(cache.getAll(entries.keySet())).hasSameSizeAs(entries);
            }
        } finally {
            masters.forEach(master -> Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> master.cli("CLUSTER", "INFO").contains("cluster_slots_assigned:16384")));
            masters.forEach(master -> master.cli("CONFIG", "SET", "cluster-require-full-coverage", "yes"));
        }
    }

    private static long mapsRead(List<RedisServer> servers) {
        return servers.stream()
                .flatMap(server -> server.cli("INFO", "commandstats").lines())
                .filter(line -> line.startsWith("cmdstat_cluster|slots:calls="))
                .mapToLong(line -> Long.parseLong(line.replaceAll("^.*?=|,.*$", "")))
                .sum();
    }

    /** Until the owner's next heartbeat. */
    private static void forgetSlots(RedisServer server, RedisServer owner) {
        Stream<String> ranges = owner.cli("CLUSTER", "NODES")
                .lines()
                .filter(line -> line.contains("myself"))
                .flatMap(line -> Arrays.stream(line.split(" ")).skip(8))
                .flatMap(range -> range.contains("-") ? Arrays.stream(range.split("-")) : Stream.of(range, range));
        server.cli(Stream.concat(Stream.of("CLUSTER", "DELSLOTSRANGE"), ranges).toArray(String[]::new));
    }

    @Test
    void open_atOneNodeAlone_findsTheOthers() {
        String one = "redis-cluster://" + cluster.masters().get(0).address() + "?timeout=5s";
        try (DistributedCache cache = Caches.open(one)) {
            for (int i = 0; i < 50; i++) {
                cache.set("one" + i, bytes("v"), HOUR);
                assertThat(cache.get("one" + i)).isEqualTo(bytes("v"));
            }
        }
    }

    @Test
    void open_atAServerOfNoCluster_saysSo() {
        try (RedisServer single = RedisServer.started()) {
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> Caches.open("redis-cluster://" + single.address()))
                    .withMessageContaining("no cluster");
        }
    }
}

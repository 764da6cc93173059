package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.SentinelGroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads by replicas. They are made writable, so that a value tells who answered. */
class ReplicaReadsTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private RedisServer master;
    private RedisServer replica;

    @BeforeEach
    void start() {
        master = RedisServer.started("--repl-diskless-sync-delay", "0");
        replica = replicaOf(master);
    }

    @AfterEach
    void stop() {
        replica.close();
        master.close();
    }

    private static RedisServer replicaOf(RedisServer master) {
        RedisServer replica = RedisServer.started("--replica-read-only", "no");
        replica.cli("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
        await(() -> replica.cli("INFO", "replication").contains("master_link_status:up"));
        await(() -> master.cli("INFO", "replication").contains("port=" + replica.port() + ",state=online"));
        return replica;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    /** What is waited for is a loaded machine, where it is not a server that hangs. */
    private String url(String readFrom) {
        return master.url() + "," + replica.address() + "?timeout=2s&readFrom=" + readFrom;
    }

    /** From here on the value of that key says who has it. */
    private void tell(String key, RedisServer... replicas) {
        for (RedisServer one : replicas) {
            await(() -> one.cli("EXISTS", key).equals("1"));
            one.cli("SET", key, Integer.toString(one.port()));
        }
    }

    @Test
    void reads_areAnsweredByTheReplica_andTokensByTheMaster() {
        for (String readFrom : List.of("replica", "replica-preferred")) {
            try (DistributedCache cache = Caches.open(url(readFrom))) {
                cache.set("k", bytes("master's"), HOUR);
                tell("k", replica);

                assertThat(cache.get("k")).isEqualTo(bytes("" + replica.port()));
                assertThat(cache.getAll(List.of("k", "absent"))).containsOnlyKeys("k");
                assertThat(cache.getAll(List.of("k")).get("k")).isEqualTo(bytes("" + replica.port()));
                Versioned read = cache.gets("k");
                assertThat(read.value()).isEqualTo(bytes("master's"));
                assertThat(cache.getsAll(List.of("k")).get("k").value()).isEqualTo(bytes("master's"));
                assertThat(cache.cas("k", bytes("new"), read.token(), HOUR)).isEqualTo(CasOutcome.STORED);
                assertThat(master.cli("GET", "k")).isEqualTo("new");
            }
        }
    }

    /** What the master tells of a change may be heard before the replica has it: its older value would be kept near. */
    @Test
    void changes_areToldWhereTheMasterAloneIsRead() {
        try (DistributedCache replicas = Caches.open(url("replica"));
                DistributedCache alone = Caches.open(url("master"))) {
            assertThat(replicas.unwrap(InvalidationSource.class)).isNull();
            assertThat(alone.unwrap(InvalidationSource.class)).isNotNull();
        }
    }

    @Test
    void reads_byDefaultAndMasterPreferred_areTheMasters() {
        for (String url : List.of(master.url() + "?timeout=2s", url("master"), url("master-preferred"))) {
            try (DistributedCache cache = Caches.open(url)) {
                cache.set("k", bytes("master's"), HOUR);
                tell("k", replica);

                assertThat(cache.get("k")).isEqualTo(bytes("master's"));
                assertThat(cache.getAll(List.of("k")).get("k")).isEqualTo(bytes("master's"));
            }
        }
    }

    @Test
    void replicas_thatTheUrlDoesNotName_areToldByTheMaster_alsoLaterOnes() {
        try (DistributedCache cache = Caches.open(master.url() + "?timeout=2s&readFrom=replica&replicaRefresh=100ms")) {
            cache.set("k", bytes("master's"), HOUR);
            tell("k", replica);
            assertThat(cache.get("k")).isEqualTo(bytes("" + replica.port()));

            try (RedisServer second = replicaOf(master)) {
                Map<String, byte[]> entries = new LinkedHashMap<>();
                IntStream.range(0, 50).forEach(i -> entries.put("key" + i, bytes("master's")));
                cache.setAll(entries, HOUR);
                entries.keySet().forEach(key -> tell(key, replica, second));

                await(() -> cache.getAll(entries.keySet()).values().stream().anyMatch(valueOf(second)));
                Map<String, byte[]> first = cache.getAll(entries.keySet());
                assertThat(first.keySet()).containsExactlyElementsOf(entries.keySet());
                assertThat(first.values()).anyMatch(valueOf(replica)).anyMatch(valueOf(second));
                first.forEach((key, value) ->
                        assertThat(cache.get(key)).as("asked again, " + key).isEqualTo(value));
            }
            await(() -> reads(cache, "k", replica)); // what the second had is the first's again
        }
    }

    private static Predicate<byte[]> valueOf(RedisServer server) {
        return value -> new String(value, UTF_8).equals("" + server.port());
    }

    private static boolean reads(DistributedCache cache, String key, RedisServer from) {
        try {
            byte[] value = cache.get(key);
            return value != null && valueOf(from).test(value);
        } catch (CacheTransientException e) {
            return false;
        }
    }

    @Test
    void replica_thatDiesUnderReads_isReplacedByTheMaster_andNoCallFails() {
        try (DistributedCache cache = Caches.open(url("replica-preferred"))) {
            cache.set("k", bytes("master's"), HOUR);
            tell("k", replica);
            AtomicBoolean over = new AtomicBoolean();
            Callers.run(5, caller -> {
                if (caller == 0) {
                    for (int round = 0; round < 3; round++) {
                        await(() -> reads(cache, "k", replica));
                        replica.kill();
                        await(() -> equal(cache.get("k"), "master's"));
                        replica.start();
                        await(() -> replica.cli("PING").equals("PONG"));
                        replica.cli("SET", "k", "" + replica.port());
                    }
                    over.set(true);
                }
                while (!over.get()) {
                    assertThat(cache.get("k")).isNotEqualTo(bytes("nobody's"));
                    cache.getAll(List.of("k", "l"));
                }
            });
        }
    }

    private static boolean equal(byte[] value, String text) {
        return value != null && new String(value, UTF_8).equals(text);
    }

    @Test
    void replica_thatHangs_costsCallsTheirTimeout_thenTheMasterAnswers() {
        try (DistributedCache cache = Caches.open(url("replica-preferred"))) {
            cache.set("k", bytes("master's"), HOUR);
            tell("k", replica);
            replica.pause();
            try {
                await(() -> answers(cache, "master's"));
                assertThat(cache.getAll(List.of("k", "l"))).containsOnlyKeys("k");
            } finally {
                replica.resume();
            }
            await(() -> reads(cache, "k", replica));
        }
    }

    private static boolean answers(DistributedCache cache, String value) {
        try {
            return equal(cache.get("k"), value);
        } catch (CacheTransientException e) {
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            return false;
        }
    }

    @Test
    void replica_alone_mayAnswer_soWithoutItReadsAreRefusedAndWritesGoOn() {
        try (DistributedCache cache = Caches.open(url("replica"))) {
            cache.set("k", bytes("v"), HOUR);
            tell("k", replica);
            replica.kill();
            await(() -> !reads(cache, "k", replica));

            assertThatExceptionOfType(CacheUnavailableException.class)
                    .isThrownBy(() -> cache.get("k"))
                    .matches(e -> e.outcome() == Outcome.NOT_APPLIED);
            assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.getAll(List.of("k", "l")));
            cache.set("k", bytes("w"), HOUR);
            assertThat(cache.gets("k").value()).isEqualTo(bytes("w"));

            replica.start();
            replica.cli("SET", "k", "" + replica.port());
            await(() -> reads(cache, "k", replica));
        }
    }

    @Test
    void replica_neverHeardOf_isSaid() {
        replica.cli("REPLICAOF", "NO", "ONE");
        await(() -> master.cli("INFO", "replication").contains("connected_slaves:0"));
        try (DistributedCache cache = Caches.open(master.url() + "?readFrom=replica")) {
            assertThatExceptionOfType(CacheUnavailableException.class)
                    .isThrownBy(() -> cache.get("k"))
                    .withMessageContaining("replica-preferred");
        }
    }

    @Test
    void master_thatDies_isStoodInForByTheReplica() {
        try (DistributedCache cache = Caches.open(url("master-preferred"))) {
            cache.set("k", bytes("master's"), HOUR);
            tell("k", replica);
            master.kill();

            await(() -> reads(cache, "k", replica));
            assertThatExceptionOfType(CacheUnavailableException.class)
                    .isThrownBy(() -> cache.set("k", bytes("w"), HOUR));
            assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> cache.gets("k"));

            master.start();
            master.cli("SET", "k", "master's");
            await(() -> answers(cache, "master's"));
        }
    }

    @Test
    void replica_thatMayNotAnswerStale_isPassedOver() {
        replica.cli("CONFIG", "SET", "replica-serve-stale-data", "no");
        replica.cli("REPLICAOF", "127.0.0.1", "1"); // nobody is there
        try (DistributedCache cache = Caches.open(url("replica-preferred"))) {
            cache.set("k", bytes("master's"), HOUR);

            assertThat(cache.get("k")).isEqualTo(bytes("master's"));
            assertThat(cache.getAll(List.of("k", "l")).get("k")).isEqualTo(bytes("master's"));
        }
        try (DistributedCache cache = Caches.open(url("replica"))) {
            assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> cache.get("k"));
        }
    }

    @Test
    void sentinels_failover_leavesReadsToTheOthers() {
        try (SentinelGroup group = SentinelGroup.started(1_000);
                DistributedCache cache =
                        Caches.open(group.url() + "&timeout=2s&readFrom=replica-preferred&replicaRefresh=100ms")) {
            cache.set("k", bytes("v"), HOUR);
            await(() -> equal(cache.get("k"), "v"));
            assertThat(readsNothingFrom(group.master(), cache)).isTrue();

            group.replaceMaster();

            await(() -> stores(cache));
            await(() -> answers(cache, "again"));
            RedisServer after = group.master();
            await(() -> readsNothingFrom(after, cache)); // the dead one came back as a replica
        }
    }

    private static boolean stores(DistributedCache cache) {
        try {
            cache.set("k", bytes("again"), HOUR);
            return true;
        } catch (CacheTransientException e) {
            return false;
        }
    }

    private static boolean readsNothingFrom(RedisServer server, DistributedCache cache) {
        server.cli("CONFIG", "RESETSTAT");
        cache.get("k");
        return !wasRead(server);
    }

    private static boolean wasRead(RedisServer server) {
        return server.cli("INFO", "commandstats").contains("cmdstat_get:");
    }

    @Test
    void cluster_isReadAtItsReplicas_andAtItsMastersWhereOneIsLost() {
        try (RedisCluster cluster = RedisCluster.started(1_000);
                DistributedCache cache =
                        Caches.open(cluster.url() + "?readFrom=replica-preferred&timeout=5s&clusterRefresh=100ms")) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            IntStream.range(0, 200).forEach(i -> entries.put("key" + i, bytes("v" + i)));
            cache.setAll(entries, HOUR);
            List<RedisServer> masters = cluster.masters();
            masters.forEach(one -> assertThat(one.cli("WAIT", "1", "5000")).isEqualTo("1"));

            await(
                    () -> { // a cluster that is just made tells its replicas a moment later
                        masters.forEach(one -> one.cli("CONFIG", "RESETSTAT"));
                        return cache.getAll(entries.keySet()).size() == entries.size()
                                && masters.stream().noneMatch(ReplicaReadsTest::wasRead);
                    });
            assertThat(cache.gets("key1").value()).isEqualTo(bytes("v1"));
            masters.get(0).kill(); // its replica answers its reads all along, and is its successor
            entries.forEach((key, value) -> assertThat(cache.get(key)).isEqualTo(value));
        }
    }

    @Test
    void urls_thatCannotMeanIt_areRefused() {
        for (String url : List.of(
                master.url() + "," + replica.address(),
                master.url() + "?readFrom=replica&proxied=true",
                master.url() + "?readFrom=replicas",
                "redis-socket:///tmp/redis.sock?readFrom=replica",
                master.url() + "?replicaRefresh=1s")) {
            assertThatExceptionOfType(CacheConfigurationException.class).as(url).isThrownBy(() -> Caches.open(url));
        }
    }

    /** Whoever reads alone is never told READONLY. */
    @Test
    void master_thatSaysItIsAReplica_isLookedForAnew() {
        try (ScriptedServer demoted = new ScriptedServer(
                        words -> words.contains("replication") ? ScriptedServer.bulk("role:slave\r\n") : null);
                DistributedCache cache =
                        Caches.open("redis://127.0.0.1:" + demoted.port() + "?readFrom=replica-preferred")) {
            await(() -> demoted.accepted() > 1);
            cache.ping();
        }
    }
}

package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.Certificates;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.SentinelGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells of changes where the server is behind TLS, is replaced, or is one of several. */
class TrackingTopologyTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    @TempDir
    static Path directory;

    private static Invalidations subscribe(DistributedCache cache, InvalidationListener words) {
        return Objects.requireNonNull(cache.unwrap(InvalidationSource.class)).subscribe("", words);
    }

    private static void awaitThat(Runnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(assertion::run);
    }

    @Test
    void tlsAndAcl_withTheRightsOfTheManual_tell() {
        Certificates certificates = Certificates.in(directory, "tests");
        certificates.sign("server", "IP:127.0.0.1");
        int tlsPort = Ports.free();
        try (RedisServer server = RedisServer.started(
                "--tls-port", Integer.toString(tlsPort),
                "--tls-cert-file", certificates.file("server.pem").toString(),
                "--tls-key-file", certificates.file("server.key").toString(),
                "--tls-ca-cert-file", certificates.file("ca.pem").toString(),
                "--tls-auth-clients", "no")) {
            String rights = "ACL SETUSER near on >secret ~* -@all +get +mget +set +del +exists +pexpire +persist +pttl"
                    + " +incrby +decrby +eval +evalsha +ping +select +info +client|id +client|kill +hello"
                    + " +client|tracking";
            server.cli(rights.split(" "));
            String url = "rediss://near:secret@127.0.0.1:" + tlsPort + "?caCertificate=" + certificates.file("ca.pem")
                    + "&connectTimeout=10s";
            try (DistributedCache cache = Caches.open(url)) {
                Words words = new Words();
                assertThat(subscribe(cache, words).isLive()).isTrue();

                server.cli("SET", "k", "v");

                awaitThat(() -> assertThat(words.heard).containsExactly("live", "k"));
            }
        }
    }

    @Test
    void sentinels_thatFailOver_areAGapAndThenTheNewMasterTells() {
        try (SentinelGroup group = SentinelGroup.started(1_000);
                DistributedCache cache = Caches.open(group.url() + "&trackingHeartbeat=50ms&connectTimeout=10s")) {
            Words words = new Words();
            Invalidations subscription = subscribe(cache, words);
            assertThat(subscription.isLive()).isTrue();
            RedisServer before = group.master();

            group.failover();

            awaitThat(() -> assertThat(group.master()).isNotSameAs(before));
            awaitThat(() -> assertThat(words.heard).containsSubsequence("live", "gap", "live"));
            awaitThat(() -> {
                group.master().cli("SET", "after", "v");
                assertThat(words.heard).contains("after");
            });
            assertThat(subscription.isLive()).isTrue();
        }
    }

    @Test
    void sentinels_whoseMasterHangs_areAGapUntilAnotherTells() {
        try (SentinelGroup group = SentinelGroup.started(1_000);
                DistributedCache cache = Caches.open(group.url() + "&trackingHeartbeat=50ms&connectTimeout=10s")) {
            Words words = new Words();
            Invalidations subscription = subscribe(cache, words);
            RedisServer hung = group.master();

            hung.pause();
            try {
                Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> words.heard.contains("gap"));
                awaitThat(() -> assertThat(works(cache)).isTrue());
                awaitThat(() -> assertThat(subscription.isLive()).isTrue());
                awaitThat(() -> {
                    group.master().cli("SET", "after", "v");
                    assertThat(words.heard).contains("after");
                });
            } finally {
                hung.resume();
            }
        }
    }

    private static boolean works(DistributedCache cache) {
        try {
            cache.set("works", "v".getBytes(UTF_8), HOUR);
            return true;
        } catch (CacheTransientException e) {
            return false;
        }
    }

    @Test
    void cluster_tellsOfEveryNode_whileSlotsMoveAndMastersChange() {
        try (RedisCluster cluster = RedisCluster.started(1_000);
                DistributedCache cache = Caches.open(
                        cluster.url() + "?trackingHeartbeat=50ms&timeout=5s&connectTimeout=10s&clusterRefresh=200ms")) {
            Words words = new Words();
            Invalidations subscription = subscribe(cache, words);
            List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toList();

            keys.forEach(key -> cache.set(key, "v".getBytes(UTF_8), HOUR));
            awaitThat(() -> assertThat(words.heard).containsAll(keys));
            assertThat(words.heard).doesNotContain("gap");

            words.heard.clear();
            List<RedisServer> masters = cluster.masters();
            cluster.moveSlots(masters.get(0), masters.get(1), 300);
            keys.forEach(key -> cache.set(key, "w".getBytes(UTF_8), HOUR));
            awaitThat(() -> assertThat(words.heard).containsAll(keys));

            words.heard.clear();
            RedisServer victim = masters.get(2);
            victim.kill();
            awaitThat(() -> assertThat(words.heard).contains("gap"));
            awaitThat(() -> assertThat(keys)
                    .allSatisfy(key -> assertThat(setWorks(cache, key)).isTrue()));
            awaitThat(() -> assertThat(subscription.isLive()).isTrue());
            words.heard.clear();
            keys.forEach(key -> cache.set(key, "x".getBytes(UTF_8), HOUR));
            awaitThat(() -> assertThat(words.heard).containsAll(keys));
        }
    }

    @Test
    void cluster_whoseSlotsMove_throwsNoListenersFaultAtACaller_andMakesItAGap() {
        try (RedisCluster cluster = RedisCluster.started(5_000);
                DistributedCache cache =
                        Caches.open(cluster.url() + "?timeout=5s&connectTimeout=10s&clusterRefresh=1h")) {
            Words words = new Words();
            subscribe(cache, new Thrower("allChanged"));
            subscribe(cache, words);
            awaitThat(() -> assertThat(words.heard).containsExactly("live"));
            List<RedisServer> masters = cluster.masters();

            cluster.moveSlots(masters.get(0), masters.get(1), 300);
            IntStream.range(0, 200).forEach(i -> cache.set("key" + i, "v".getBytes(UTF_8), HOUR));

            awaitThat(() -> assertThat(words.heard).containsSubsequence("live", "gap", "live"));
        }
    }

    /** A replica that is promoted by order leaves the connection to the old master as it was. */
    @Test
    void cluster_whoseReplicaTakesOver_isAGapThoughNoConnectionWasLost() {
        try (RedisCluster cluster = RedisCluster.started(5_000);
                DistributedCache cache = Caches.open(
                        cluster.url() + "?trackingHeartbeat=50ms&timeout=5s&connectTimeout=10s&clusterRefresh=1h")) {
            Words words = new Words();
            Invalidations subscription = subscribe(cache, words);
            RedisServer replica = cluster.replicas().get(0);
            assertThat(subscription.isLive()).isTrue();

            Awaitility.await().until(() -> replica.cli("CLUSTER", "FAILOVER").equals("OK"));

            awaitThat(() -> assertThat(words.heard).contains("gap"));
            List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toList();
            awaitThat(() -> assertThat(keys)
                    .allSatisfy(key -> assertThat(setWorks(cache, key)).isTrue()));
            awaitThat(() -> assertThat(subscription.isLive()).isTrue());
            words.heard.clear();
            keys.forEach(key -> cache.set(key, "v".getBytes(UTF_8), HOUR));
            awaitThat(() -> assertThat(words.heard).containsAll(keys));
        }
    }

    private static boolean setWorks(DistributedCache cache, String key) {
        try {
            cache.set(key, "y".getBytes(UTF_8), HOUR);
            return true;
        } catch (CacheTransientException e) {
            return false;
        }
    }
}

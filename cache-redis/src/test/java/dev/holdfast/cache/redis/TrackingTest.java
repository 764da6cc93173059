package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.Link;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one server tells of changes, and how it is noticed that it does not. */
class TrackingTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.started();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static InvalidationSource source(DistributedCache cache) {
        return Objects.requireNonNull(cache.unwrap(InvalidationSource.class));
    }

    private static void await(Words words, String... expected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(words.heard).containsExactly(expected));
    }

    @Test
    void change_byAnyone_isTold() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Words words = new Words();
            Invalidations subscription = source(cache).subscribe("told:", words);
            assertThat(subscription.isLive()).isTrue();

            cache.set("told:1", "v".getBytes(UTF_8), HOUR);
            await(words, "live", "told:1");
            server.cli("SET", "told:2", "v");
            await(words, "live", "told:1", "told:2");
            server.cli("SET", "untold:2", "v");
            cache.delete("told:1");
            await(words, "live", "told:1", "told:2", "told:1");
            cache.incr("told:n", 1, 1, HOUR);
            await(words, "live", "told:1", "told:2", "told:1", "told:n");
            server.cli("EVAL", "redis.call('SET', KEYS[1], 'v')", "1", "told:3");
            await(words, "live", "told:1", "told:2", "told:1", "told:n", "told:3");

            subscription.close();
            assertThat(subscription.isLive()).isFalse();
            server.cli("SET", "told:4", "v");
            cache.ping();
            assertThat(words.heard).doesNotContain("told:4");
        }
    }

    @Test
    void expiry_isTold() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Words words = new Words();
            source(cache).subscribe("short:", words);

            cache.set("short:1", "v".getBytes(UTF_8), Ttl.ofMillis(30));

            await(words, "live", "short:1", "short:1");
        }
    }

    @Test
    void flush_isEverythingChanged() {
        try (RedisServer own = RedisServer.started();
                DistributedCache cache = Caches.open(own.url())) {
            Words words = new Words();
            source(cache).subscribe("", words);

            own.cli("SET", "k", "v");
            own.cli("FLUSHALL");
            await(words, "live", "k", "all");
            own.cli("FLUSHDB");
            await(words, "live", "k", "all", "all");
        }
    }

    @Test
    void subscriptions_ofSeveralPrefixes_areEachToldTheirs() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Words users = new Words();
            Words one = new Words();
            Words carts = new Words();
            source(cache.namespaced("users")).subscribe("", users);
            source(cache).subscribe("carts:", carts);
            Invalidations narrow = source(cache).subscribe("users:1", one);
            Awaitility.await().until(narrow::isLive);

            server.cli("MSET", "users:1", "v", "users:2", "v", "carts:1", "v");

            Awaitility.await().untilAsserted(() -> {
                assertThat(users.heard).endsWith("1", "2");
                assertThat(one.heard).endsWith("users:1").doesNotContain("users:2");
                assertThat(carts.heard).endsWith("carts:1");
            });
            assertThat(server.cli("CLIENT", "LIST").lines().filter(line -> line.contains("resp=3")))
                    .as("connections that track")
                    .hasSize(1);
        }
    }

    @Test
    void connection_killed_isAGapUntilThereIsAnother() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Words words = new Words();
            Invalidations subscription = source(cache).subscribe("killed:", words);

            server.cli("CLIENT", "KILL", "ID", trackingClient());

            await(words, "live", "gap", "live");
            assertThat(subscription.isLive()).isTrue();
            server.cli("SET", "killed:1", "v");
            await(words, "live", "gap", "live", "killed:1");
        }
    }

    private static String trackingClient() {
        String line = server.cli("CLIENT", "LIST")
                .lines()
                .filter(one -> one.contains("flags=t") || one.contains("resp=3"))
                .findFirst()
                .orElseThrow();
        return line.substring(line.indexOf("id=") + 3, line.indexOf(' '));
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "proven", "gap"})
    void listenerThatThrows_harmsNeitherConnectionsNorOtherListeners(String word) {
        try (RedisServer own = RedisServer.started();
                DistributedCache cache = Caches.open(own.url())) {
            Words words = new Words();
            source(cache).subscribe("", new Thrower(word));
            Invalidations subscription = source(cache).subscribe("", words);
            await(words, "live");

            own.cli("CLIENT", "KILL", "TYPE", "normal");

            Awaitility.await().untilAsserted(() -> assertThat(words.heard).containsSubsequence("live", "gap", "live"));
            Awaitility.await().ignoreExceptions().until(() -> cache.get("k") == null && subscription.isLive());
            long before = words.proven.get();
            Awaitility.await().until(() -> words.proven.get() - before > 0);
        }
    }

    @Test
    void server_restarted_isAGap() {
        try (RedisServer own = RedisServer.started();
                DistributedCache cache = Caches.open(own.url())) {
            Words words = new Words();
            Invalidations subscription = source(cache).subscribe("", words);

            own.restart();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> words.heard.contains("gap"));
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(subscription::isLive);
            assertThat(words.heard).containsSubsequence("live", "gap", "live");
        }
    }

    @Test
    void proof_comesAgainAndAgain_andStaysAwayWhileTheServerHangs() {
        try (RedisServer own = RedisServer.started();
                DistributedCache cache = Caches.open(own.url() + "?trackingHeartbeat=50ms")) {
            Words words = new Words();
            source(cache).subscribe("", words);
            long first = words.proven.get();
            Awaitility.await().until(() -> words.proven.get() - first > 0);

            own.pause();
            long hung = System.nanoTime();
            try {
                Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> words.heard.contains("gap"));
                assertThat(words.proven.get() - hung)
                        .as("proof of a time when it hung")
                        .isNegative();
            } finally {
                own.resume();
            }
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> words.heard.size() >= 3);
            assertThat(words.heard).startsWith("live", "gap", "live");
        }
    }

    @Test
    void blackHole_isAGapWithinAFewHeartbeatsThoughNobodyCalls() {
        try (RedisServer own = RedisServer.started();
                Link link = new Link(own.port());
                DistributedCache cache = Caches.open("redis://127.0.0.1:" + link.port() + "?trackingHeartbeat=50ms")) {
            Words words = new Words();
            source(cache).subscribe("", words);
            link.loseAll();

            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> words.heard.contains("gap"));
            link.pass();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(words.heard).startsWith("live", "gap", "live"));
        }
    }

    @Test
    void subscribe_withoutTheRights_isRefusedAndSaysWhich() {
        String rights = "on >pw ~* -@all +get +mget +set +del +pttl +eval +evalsha +ping +select +info +client|id"
                + " +client|kill +hello";
        server.cli(("ACL SETUSER untold " + rights).split(" "));
        server.cli(("ACL SETUSER told " + rights + " +client|tracking").split(" "));
        try (DistributedCache cache = Caches.open("redis://untold:pw@" + server.address())) {
            assertThatExceptionOfType(CacheAuthenticationException.class)
                    .isThrownBy(() -> source(cache).subscribe("", new Words()))
                    .withMessageContaining("docs/redis.md");
        }
        try (DistributedCache cache = Caches.open("redis://told:pw@" + server.address())) {
            assertThat(source(cache).subscribe("", new Words()).isLive()).isTrue();
        }
    }

    @Test
    void subscribe_toAClosedCache_isRefused() {
        DistributedCache cache = Caches.open(server.url());
        InvalidationSource source = source(cache);
        Words words = new Words();
        Invalidations subscription = source.subscribe("", words);

        cache.close();

        assertThat(words.heard).endsWith("gap");
        assertThat(subscription.isLive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> source.subscribe("", words));
        subscription.close();
    }

    @Test
    void proxied_tellsNothing() {
        try (DistributedCache cache = Caches.open(server.url() + "?proxied=true")) {
            assertThat(cache.unwrap(InvalidationSource.class)).isNull();
        }
    }

    @Test
    void readsByReplicas_areToldOfByNobody() {
        try (DistributedCache cache = Caches.open(server.url() + "?readFrom=replica-preferred")) {
            assertThat(cache.unwrap(InvalidationSource.class)).isNull();
            assertThat(cache.unwrap(Broadcasts.class)).isNotNull();
        }
    }

    @Test
    void timedReads_tellWhatIsLeft() {
        try (DistributedCache cache = Caches.open(server.url() + "?prefix=timed-")) {
            cache.set("a", "1".getBytes(UTF_8), HOUR);
            cache.set("b", "2".getBytes(UTF_8), Ttl.forever());
            server.cli("RPUSH", "timed-list", "x");
            TimedReads reads = TimedReads.of(cache);

            TimedValue a = Objects.requireNonNull(reads.getTimed("a"));
            assertThat(a.value()).isEqualTo("1".getBytes(UTF_8));
            assertThat(Objects.requireNonNull(a.left()).duration())
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
            assertThat(reads.getTimed("b")).isEqualTo(new TimedValue("2".getBytes(UTF_8), Ttl.forever()));
            assertThat(reads.getTimed("x")).isNull();
            Map<String, TimedValue> all = reads.getAllTimed(List.of("b", "x", "a", "list"));
            assertThat(all.keySet()).containsExactly("b", "a");
            assertThat(Objects.requireNonNull(all.get("b")).left()).isEqualTo(Ttl.forever());
        }
    }
}

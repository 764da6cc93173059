package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.BroadcastListener;
import dev.holdfast.cache.Broadcasts;
import dev.holdfast.cache.CacheAuthenticationException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisCluster;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages to all who listen, by publish and subscribe. */
class ChannelsTest {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.started();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static class Heard implements BroadcastListener {
        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void live() {
            heard.add("(live)");
        }

        @Override
        public void message(byte[] message) {
            heard.add(new String(message, UTF_8));
        }

        @Override
        public void gap() {
            heard.add("(gap)");
        }

        private void await(String... expected) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(2))
                    .untilAsserted(() -> assertThat(heard).containsExactly(expected));
        }
    }

    @Test
    void message_reachesAllWhoListen_inOrder() {
        try (DistributedCache one = Caches.open(server.url());
                DistributedCache other = Caches.open(server.url())) {
            Heard here = new Heard();
            Heard there = new Heard();
            Broadcasts.of(one).listen("ch", here);
            Broadcasts.Listening listening = Broadcasts.of(other).listen("ch", there);

            Broadcasts.of(one).publish("ch", "1".getBytes(UTF_8));
            Broadcasts.of(one).publish("elsewhere", "x".getBytes(UTF_8));
            Broadcasts.of(one).publish("ch", "2".getBytes(UTF_8));

            here.await("(live)", "1", "2");
            there.await("(live)", "1", "2");
            listening.close();
            listening.close();
            Broadcasts.of(one).publish("ch", "3".getBytes(UTF_8));
            here.await("(live)", "1", "2", "3");
            there.await("(live)", "1", "2", "(gap)");
        }
    }

    @Test
    void connection_killed_isAGapUntilThereIsAnother() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Heard heard = new Heard();
            Broadcasts.of(cache).listen("killed", heard);

            server.cli("CLIENT", "KILL", "TYPE", "pubsub");

            heard.await("(live)", "(gap)", "(live)");
            Broadcasts.of(cache).publish("killed", "m".getBytes(UTF_8));
            heard.await("(live)", "(gap)", "(live)", "m");
        }
    }

    @Test
    void listenerThatThrows_isToldAgain() {
        try (DistributedCache cache = Caches.open(server.url())) {
            Heard heard = new Heard() {
                @Override
                public void live() {
                    super.live();
                    throw new IllegalStateException("a listener's fault");
                }

                @Override
                public void gap() {
                    super.gap();
                    throw new IllegalStateException("a listener's fault");
                }
            };
            Broadcasts.of(cache).listen("thrown", heard);

            server.cli("CLIENT", "KILL", "TYPE", "pubsub");

            heard.await("(live)", "(gap)", "(live)");
        }
    }

    @Test
    void server_thatHangs_isAGap() {
        try (RedisServer own = RedisServer.started();
                DistributedCache cache = Caches.open(own.url() + "?trackingHeartbeat=50ms")) {
            Heard heard = new Heard();
            Broadcasts.of(cache).listen("ch", heard);
            own.pause();
            try {
                heard.await("(live)", "(gap)");
            } finally {
                own.resume();
            }
            heard.await("(live)", "(gap)", "(live)");
        }
    }

    @Test
    void cluster_passesMessagesOn() {
        try (RedisCluster cluster = RedisCluster.started(2_000);
                DistributedCache cache = Caches.open(cluster.url() + "?timeout=5s")) {
            Heard heard = new Heard();
            Broadcasts.of(cache).listen("ch", heard);

            cluster.masters().forEach(master -> master.cli("PUBLISH", "ch", "m"));

            heard.await("(live)", "m", "m", "m");
        }
    }

    @Test
    void rights_thatLack_areNamedByAnError() {
        server.cli(("ACL SETUSER deaf on >pw ~* &* -@all +get +mget +set +ping +select +info +client|id +client|kill"
                        + " +hello")
                .split(" "));
        try (DistributedCache cache = Caches.open("redis://deaf:pw@" + server.address())) {
            assertThatExceptionOfType(CacheAuthenticationException.class)
                    .isThrownBy(() -> Broadcasts.of(cache).listen("ch", new Heard()));
            assertThatExceptionOfType(CacheAuthenticationException.class)
                    .isThrownBy(() -> Broadcasts.of(cache).publish("ch", new byte[1]));
        }
    }

    @Test
    void proxied_orClosed_isRefused() {
        try (DistributedCache cache = Caches.open(server.url() + "?proxied=true")) {
            assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(() -> Broadcasts.of(cache));
        }
        DistributedCache closed = Caches.open(server.url());
        Broadcasts broadcasts = Broadcasts.of(closed);
        Heard heard = new Heard();
        broadcasts.listen("ch", heard);
        closed.close();
        heard.await("(live)", "(gap)");
        assertThatIllegalStateException().isThrownBy(() -> broadcasts.publish("ch", new byte[1]));
        assertThatIllegalStateException().isThrownBy(() -> broadcasts.listen("ch", heard));
    }
}

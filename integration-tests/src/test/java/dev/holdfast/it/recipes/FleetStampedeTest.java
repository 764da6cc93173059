package dev.holdfast.it.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Four processes with 64 threads each, all after one key. */
class FleetStampedeTest {
    private static final int PROCESSES = 4;
    private static final long LOAD_MILLIS = 50;
    private static final int ROUNDS = 10;

    /** Processes that start on a full machine may take long to open. */
    private static final String PATIENT = "?timeout=2s&connectTimeout=30s";

    @Test
    void redis_missingKey_isLoadedOnce() {
        try (RedisServer server = RedisServer.started()) {
            stampede("Redis", "redis://127.0.0.1:" + server.port() + PATIENT);
        }
    }

    @Test
    void memcached_missingKey_isLoadedOnce() {
        try (ServerProcess server = ServerProcess.memcached()) {
            stampede("memcached", "memcached://127.0.0.1:" + server.port() + PATIENT);
        }
    }

    @Test
    void redis_holderKilled_oneMoreLoadAfterTheLease() {
        try (RedisServer server = RedisServer.started()) {
            holderKilled("Redis", "redis://127.0.0.1:" + server.port() + PATIENT);
        }
    }

    @Test
    void memcached_holderKilled_oneMoreLoadAfterTheLease() {
        try (ServerProcess server = ServerProcess.memcached()) {
            holderKilled("memcached", "memcached://127.0.0.1:" + server.port() + PATIENT);
        }
    }

    private static void stampede(String name, String url) {
        try (AsideFleet fleet = new AsideFleet(PROCESSES, url);
                DistributedCache cache = Caches.open(url)) {
            long worst = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String key = "round:" + round;
                fleet.tell(fleet.members(), key, LOAD_MILLIS);
                List<Long> took = fleet.took(fleet.members());

                assertThat(loads(cache, key)).as("loads of %s", key).isEqualTo("1");
                assertThat(took).hasSize(PROCESSES * AsideProcess.THREADS);
                long p99 = took.get(took.size() * 99 / 100) / 1000;
                worst = Math.max(worst, p99);
                System.out.printf(
                        "%s, %d callers, load %d ms: p50 %d ms, p99 %d ms, last %d ms%n",
                        name,
                        took.size(),
                        LOAD_MILLIS,
                        took.get(took.size() / 2) / 1000,
                        p99,
                        took.get(took.size() - 1) / 1000);
            }
            assertThat(worst).as("sanity alone: the figures are printed").isLessThan(5_000);
        }
    }

    private static void holderKilled(String name, String url) {
        try (AsideFleet fleet = new AsideFleet(PROCESSES, url);
                DistributedCache cache = Caches.open(url)) {
            List<AsideFleet.Member> others = fleet.members().subList(1, PROCESSES);
            fleet.member(0).tell("hold k");
            fleet.member(0).expect("holding");
            fleet.tell(others, "k", LOAD_MILLIS);
            long killed = System.nanoTime();
            fleet.member(0).kill();

            List<Long> took = fleet.took(others);

            long afterMillis = (System.nanoTime() - killed) / 1_000_000;
            System.out.printf(
                    "%s, holder killed, lease %d ms: all %d callers answered after %d ms%n",
                    name, AsideProcess.LEASE.toMillis(), took.size(), afterMillis);
            assertThat(loads(cache, "k")).isEqualTo("2");
            assertThat(afterMillis).as("sanity alone").isLessThan(15_000);
        }
    }

    private static String loads(DistributedCache cache, String key) {
        return new String(Objects.requireNonNull(cache.get("loads:" + key)), StandardCharsets.UTF_8);
    }
}

package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.SentinelGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A master that is replaced by Sentinels while it is in use. */
class SentinelTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private SentinelGroup group;

    @BeforeEach
    void start() {
        group = SentinelGroup.started(1_000);
    }

    @AfterEach
    void stop() {
        group.close();
    }

    /** Counts from several threads until told to stop; what was acknowledged, and what nobody knows. */
    private static final class Counting {
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong unknown = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();

        private void count(DistributedCache cache) {
            while (!over.get()) {
                try {
                    cache.incr("n", 1);
                    acknowledged.incrementAndGet();
                } catch (CacheTransientException e) {
                    unknown.addAndGet(e.outcome() == Outcome.UNKNOWN ? 1 : 0);
                }
            }
        }
    }

    @Test
    void failover_ordered_doublesNothing() {
        try (DistributedCache cache = Caches.open(group.url())) {
            cache.incr("n", 1, 0, HOUR);
            Counting counting = new Counting();
            Callers.run(5, caller -> {
                if (caller > 0) {
                    counting.count(cache);
                    return;
                }
                try {
                    awaitCount(counting, 200);
                    group.failover();
                    awaitCount(counting, counting.acknowledged.get() + 200);
                } finally {
                    counting.over.set(true);
                }
            });
            long count = cache.incr("n", 0).orElseThrow();
            assertThat(count).isLessThanOrEqualTo(counting.acknowledged.get() + counting.unknown.get());
            assertThat(group.master().cli("GET", "n")).isEqualTo(Long.toString(count));
        }
    }

    private static void awaitCount(Counting counting, long count) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> counting.acknowledged.get() >= count);
    }

    @Test
    void master_thatDies_isReplaced() {
        try (DistributedCache cache = Caches.open(group.url())) {
            cache.set("k", "v".getBytes(UTF_8), HOUR);
            group.master().kill();

            awaitWritable(cache);

            assertThat(group.master().cli("GET", "k")).isEqualTo("again");
        }
    }

    @Test
    void master_thatHangs_isReplacedAndItsLateWritesAreGone() {
        try (DistributedCache cache = Caches.open(group.url())) {
            cache.set("k", "v".getBytes(UTF_8), HOUR);
            RedisServer hung = group.master();
            hung.pause();
            try {
                awaitWritable(cache);
            } finally {
                hung.resume();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> hung.cli("ROLE").startsWith("slave"));
            assertThat(cache.get("k")).isEqualTo("again".getBytes(UTF_8));
        }
    }

    private static void awaitWritable(DistributedCache cache) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    try {
                        cache.set("k", "again".getBytes(UTF_8), HOUR);
                        return true;
                    } catch (CacheTransientException e) {
                        return false;
                    }
                });
    }

    @Test
    void open_withTheWrongName_fails() {
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(() -> Caches.open(group.url().replace("mymaster", "another")));
        assertThatExceptionOfType(CacheConfigurationException.class)
                .isThrownBy(() -> Caches.open(group.url().replaceFirst("master=mymaster", "")))
                .withMessageContaining("master");
    }

    /** One that does not know the name, and one that is cut off and names a master that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"*-1\r\n", "*2\r\n$9\r\n127.0.0.1\r\n$1\r\n1\r\n"})
    void open_whereTheFirstSentinelIsWrong_asksTheNext(String answer) {
        try (ScriptedServer wrong =
                new ScriptedServer(words -> words.get(0).equalsIgnoreCase("SENTINEL") ? answer : null)) {
            String url = group.url().replace("://", "://127.0.0.1:" + wrong.port() + ",");
            try (DistributedCache cache = Caches.open(url)) {
                cache.set("k", "v".getBytes(UTF_8), HOUR);
            }
        }
    }
}

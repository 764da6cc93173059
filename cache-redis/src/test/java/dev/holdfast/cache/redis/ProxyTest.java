package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.Twemproxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers behind one twemproxy, of which one dies: it ends a connection that asked both by one command. */
class ProxyTest {
    private static final Ttl MINUTE = Ttl.ofMinutes(1);

    /** They differ in more than their end: the proxy's hash gives those that do not to one server. */
    private static final List<String> KEYS = IntStream.range(0, 60)
            .mapToObj(i -> i * 1_000_003L % 9_973 + ":key")
            .toList();

    private final RedisServer dying = RedisServer.started();
    private final RedisServer other = RedisServer.started();
    private final Twemproxy proxy = Twemproxy.ofRedis(dying, other);
    private final DistributedCache cache =
            Caches.open("redis://127.0.0.1:" + proxy.port() + "?proxied=true&timeout=5s");
    private List<String> living;

    @BeforeEach
    void oneDies() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        KEYS.forEach(key -> entries.put(key, key.getBytes(UTF_8)));
        cache.setAll(entries, MINUTE);
        living = KEYS.stream()
                .filter(key -> other.cli("EXISTS", key).equals("1"))
                .toList();
        assertThat(living).hasSizeBetween(1, KEYS.size() - 1);
        dying.kill();
    }

    @AfterEach
    void stop() {
        cache.close();
        proxy.close();
        dying.close();
        other.close();
    }

    @Test
    void reading_withADeadServer_findsTheKeysOfTheOther() {
        BulkCacheException get = catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(KEYS));
        BulkCacheException gets = catchThrowableOfType(BulkCacheException.class, () -> cache.getsAll(KEYS));
        BulkCacheException timed = catchThrowableOfType(
                BulkCacheException.class, () -> TimedReads.of(cache).getAllTimed(KEYS));

        assertThat(List.of(get, gets, timed)).allSatisfy(failure -> {
            assertThat(failure.found()).containsOnlyKeys(living);
            assertThat(failure.failures()).hasSize(KEYS.size() - living.size());
        });
    }

    @Test
    void gets_atOneTime_failForTheDeadServersKeysAlone() {
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        Callers.run(16, caller -> {
            for (int i = 0; i < 200; i++) {
                String key = KEYS.get((caller * 7 + i) % KEYS.size());
                try {
                    cache.get(key);
                } catch (RuntimeException e) {
                    failed.add(key);
                }
            }
        });

        assertThat(failed).isNotEmpty().doesNotContainAnyElementsOf(living);
    }
}

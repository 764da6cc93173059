package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.servers.RedisServer;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is Redis' own, beyond the contract: interoperation, exact numbers, merging, server errors. */
class RedisCacheTest {
    private static final Ttl MINUTE = Ttl.ofMinutes(1);
    private static final long MAX = Long.MAX_VALUE;

    private static RedisServer server;
    private DistributedCache cache;

    @BeforeAll
    static void startServer() {
        server = RedisServer.started();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        server.cli("FLUSHALL");
        cache = Caches.open(server.url() + "?timeout=2s");
    }

    @AfterEach
    void close() {
        cache.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void set_isReadByRedisCli() {
        cache.set("größe:1", bytes("zwölf"), MINUTE);

        assertThat(server.cli("--raw", "GET", "größe:1")).isEqualTo("zwölf");
        assertThat(Long.parseLong(server.cli("PTTL", "größe:1"))).isBetween(50_000L, 60_000L);
    }

    @Test
    void get_readsWhatRedisCliWrote() {
        server.cli("SET", "theirs", "hello");
        server.cli("SET", "n", "41");

        assertThat(cache.get("theirs")).isEqualTo(bytes("hello"));
        assertThat(cache.ttl("theirs")).isEqualTo(Ttl.forever());
        assertThat(cache.incr("n", 1)).hasValue(42);
        assertThat(server.cli("INCR", "n")).isEqualTo("43");
    }

    @Test
    void get_ofAnyBytes_givesTheSame() {
        byte[] value = new byte[300_000];
        new Random(1).nextBytes(value);

        cache.set("k", value, MINUTE);
        cache.set("empty", new byte[0], MINUTE);

        assertThat(cache.get("k")).isEqualTo(value);
        assertThat(cache.get("empty")).isEmpty();
        assertThat(cache.get("absent")).isNull();
    }

    @Test
    void set_withTheLongestTtl_saturates() {
        cache.set("long", bytes("v"), Ttl.of(Duration.ofSeconds(Long.MAX_VALUE)));
        cache.set("ever", bytes("v"), Ttl.forever());

        assertThat(cache.get("long")).isEqualTo(bytes("v"));
        assertThat(cache.ttl("long").duration()).isGreaterThan(Duration.ofDays(365_000));
        assertThat(server.cli("PTTL", "ever")).isEqualTo("-1");
    }

    @Test
    void set_withATtlBelowTheResolution_isRoundedUp() {
        cache.set("k", bytes("v"), Ttl.of(Duration.ofNanos(59_999_000_001L)));

        assertThat(Long.parseLong(server.cli("PTTL", "k"))).isBetween(50_000L, 60_000L);
    }

    @Test
    void addAndReplace_storeOnlyWhereTheyMay() {
        assertThat(cache.replace("k", bytes("0"), MINUTE)).isFalse();
        assertThat(cache.add("k", bytes("1"), MINUTE)).isTrue();
        assertThat(cache.add("k", bytes("2"), Ttl.forever())).isFalse();
        assertThat(cache.replace("k", bytes("3"), Ttl.forever())).isTrue();

        assertThat(cache.get("k")).isEqualTo(bytes("3"));
        assertThat(cache.ttl("k")).isEqualTo(Ttl.forever());
    }

    @Test
    void cas_comparesWhatIsStored() {
        cache.set("k", bytes("1"), MINUTE);
        CasToken token = cache.gets("k").token();

        assertThat(cache.cas("k", bytes("2"), token, MINUTE)).isEqualTo(CasOutcome.STORED);
        assertThat(cache.cas("k", bytes("3"), token, MINUTE)).isEqualTo(CasOutcome.CHANGED);
        assertThat(cache.delete("k", token)).isEqualTo(CasOutcome.CHANGED);
        assertThat(cache.delete("k", cache.gets("k").token())).isEqualTo(CasOutcome.STORED);
        assertThat(cache.cas("k", bytes("4"), token, MINUTE)).isEqualTo(CasOutcome.MISSING);
        assertThat(cache.delete("k", token)).isEqualTo(CasOutcome.MISSING);
    }

    @Test
    void cas_overAnotherClientsList_reportsChanged() {
        cache.set("k", bytes("1"), MINUTE);
        CasToken token = cache.gets("k").token();
        server.cli("DEL", "k");
        server.cli("RPUSH", "k", "x");

        assertThat(cache.cas("k", bytes("2"), token, MINUTE)).isEqualTo(CasOutcome.CHANGED);
        assertThat(cache.delete("k", token)).isEqualTo(CasOutcome.CHANGED);
        assertThat(server.cli("LLEN", "k")).isEqualTo("1");
    }

    @Test
    void cas_afterTheReadArrayWasChanged_comparesWhatWasRead() {
        cache.set("k", bytes("1"), MINUTE);
        Versioned read = cache.gets("k");
        read.value()[0] = 'x';

        assertThat(cache.cas("k", bytes("2"), read.token(), MINUTE)).isEqualTo(CasOutcome.STORED);
    }

    @Test
    void cas_withAForeignToken_isRefused() {
        cache.set("k", bytes("1"), MINUTE);
        cache.set("other", bytes("1"), MINUTE);
        CasToken ofOther = cache.gets("other").token();

        assertThatThrownBy(() -> cache.cas("k", bytes("2"), ofOther, MINUTE))
                .isInstanceOf(IllegalArgumentException.class);
        try (DistributedCache second = Caches.open(server.url())) {
            CasToken ofSecond = second.gets("k").token();
            assertThatThrownBy(() -> cache.delete("k", ofSecond)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(cache.get("k")).isEqualTo(bytes("1"));
    }

    @Test
    void counters_areExactToTheLastNumber() {
        server.cli("SET", "n", "9007199254740993"); // 2^53 + 1, which no double is
        assertThat(cache.incr("n", 1)).hasValue(9007199254740994L);
        assertThat(cache.decr("n", 3)).hasValue(9007199254740991L);

        assertThat(cache.incr("m", 5, MAX - 7, MINUTE)).isEqualTo(MAX - 7);
        assertThat(cache.incr("m", 6, 0, MINUTE)).isEqualTo(MAX - 1);
        assertThat(cache.incr("m", 1, 0, MINUTE)).isEqualTo(MAX);
        assertThatExceptionOfType(CacheRejectedException.class)
                .isThrownBy(() -> cache.incr("m", 1))
                .matches(e -> e.reason() == CacheRejectedException.Reason.COUNTER_LIMIT)
                .matches(e -> e.outcome() == Outcome.NOT_APPLIED);
        assertThat(cache.incr("m", 0)).hasValue(MAX);
        assertThat(cache.decr("m", MAX - 1)).hasValue(1);
        assertThat(cache.decr("m", MAX)).hasValue(0);
        assertThat(server.cli("GET", "m")).isEqualTo("0");
        assertThat(Long.parseLong(server.cli("PTTL", "m"))).isBetween(1L, 60_000L);
    }

    @Test
    void counters_onOtherValues_areRefusedAndLeaveThem() {
        for (String value : List.of("", "x", "9 ", "-1", "+1", "007", "1.0", "9223372036854775808")) {
            cache.set("n", bytes(value), MINUTE);
            assertThatThrownBy(() -> cache.incr("n", 1)).isInstanceOf(NotACounterException.class);
            assertThatThrownBy(() -> cache.decr("n", 0)).isInstanceOf(NotACounterException.class);
            assertThat(cache.get("n")).isEqualTo(bytes(value));
        }
        server.cli("RPUSH", "list", "1");
        assertThatThrownBy(() -> cache.incr("list", 1, 1, MINUTE)).isInstanceOf(NotACounterException.class);
    }

    @Test
    void counters_createOnlyWithAnInitialValue() {
        assertThat(cache.incr("n", 1)).isEmpty();
        assertThat(cache.decr("n", 1)).isEmpty();
        assertThat(cache.get("n")).isNull();
        assertThat(cache.decr("n", 1, 10, Ttl.forever())).isEqualTo(10);
        assertThat(cache.decr("n", 1, 10, MINUTE)).isEqualTo(9);
        assertThat(cache.ttl("n")).isEqualTo(Ttl.forever());
    }

    @Test
    void touch_movesTheTtl() {
        assertThat(cache.touch("k", MINUTE)).isFalse();
        assertThat(cache.touch("k", Ttl.forever())).isFalse();
        cache.set("k", bytes("v"), Ttl.forever());

        assertThat(cache.touch("k", Ttl.forever())).isTrue();
        assertThat(cache.touch("k", MINUTE)).isTrue();
        assertThat(cache.ttl("k").duration()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        assertThat(cache.getAndTouch("k", Ttl.forever())).isEqualTo(bytes("v"));
        assertThat(cache.ttl("k")).isEqualTo(Ttl.forever());
        assertThat(cache.getAndTouch("absent", MINUTE)).isNull();
        assertThat(cache.ttl("absent")).isNull();
    }

    @Test
    void scripts_afterScriptFlush_areSentAgain() {
        assertThat(cache.incr("n", 1, 5, MINUTE)).isEqualTo(5);
        server.cli("SCRIPT", "FLUSH");

        assertThat(cache.incr("n", 1, 5, MINUTE)).isEqualTo(6);
        assertThat(server.cli("CONFIG", "RESETSTAT")).isEqualTo("OK");
        assertThat(cache.incr("n", 1, 5, MINUTE)).isEqualTo(7);
        assertThat(server.cli("INFO", "commandstats"))
                .contains("cmdstat_evalsha")
                .doesNotContain("cmdstat_eval:");
    }

    @Test
    void bulk_ofMoreThanAChunk_keepsTheOrderAsked() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 1_000; i++) {
            entries.put("k" + i, bytes("v" + i));
        }

        cache.setAll(entries, MINUTE);
        List<String> asked = new ArrayList<>(entries.keySet());
        asked.add(3, "absent");
        asked.add("k7");
        Map<String, byte[]> found = cache.getAll(asked);

        assertThat(found.keySet()).containsExactlyElementsOf(entries.keySet());
        assertThat(found.get("k999")).isEqualTo(bytes("v999"));
        assertThat(cache.getsAll(List.of("k1", "absent"))).containsOnlyKeys("k1");
        cache.deleteAll(asked);
        assertThat(cache.getAll(asked)).isEmpty();
        assertThat(cache.getAll(List.of())).isEmpty();
    }

    @Test
    void setAll_withATooLargeValue_storesTheOthers() {
        try (DistributedCache small = Caches.open(server.url() + "?maxValueBytes=4")) {
            assertThatExceptionOfType(BulkCacheException.class)
                    .isThrownBy(() -> small.setAll(Map.of("a", bytes("1"), "b", bytes("12345")), MINUTE))
                    .matches(e -> e.done().equals(java.util.Set.of("a")))
                    .matches(e -> e.failures().get("b") instanceof CacheRejectedException);
            assertThat(small.get("a")).isEqualTo(bytes("1"));
        }
    }

    @Test
    void get_ofAnotherClientsList_isAWrongType() {
        server.cli("RPUSH", "list", "secret");

        assertThatExceptionOfType(CacheRejectedException.class)
                .isThrownBy(() -> cache.get("list"))
                .matches(e -> e.reason() == CacheRejectedException.Reason.WRONG_TYPE)
                .withMessageNotContaining("secret");
    }

    @Test
    void set_whileTheServerIsFull_isOutOfMemoryAndKeepsTheOldValue() {
        cache.set("k", bytes("old"), MINUTE);
        CasToken token = cache.gets("k").token();
        server.cli("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.set("k", bytes("new"), MINUTE))
                    .matches(e -> e.reason() == CacheRejectedException.Reason.OUT_OF_MEMORY);
            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.cas("k", bytes("new"), token, MINUTE))
                    .matches(e -> e.reason() == CacheRejectedException.Reason.OUT_OF_MEMORY);
            assertThatExceptionOfType(CacheRejectedException.class)
                    .isThrownBy(() -> cache.incr("n", 1, 1, MINUTE))
                    .matches(e -> e.reason() == CacheRejectedException.Reason.OUT_OF_MEMORY);
            assertThat(cache.get("k")).isEqualTo(bytes("old"));
        } finally {
            server.cli("CONFIG", "SET", "maxmemory", "0");
        }
    }

    @Test
    void get_ofManyCallersAtOnce_isMergedAndGivesEachItsOwn() {
        for (int i = 0; i < 64; i++) {
            cache.set("k" + i, bytes("v" + i), MINUTE);
        }
        server.cli("CONFIG", "RESETSTAT");

        Callers.run(32, caller -> {
            Random random = new Random(caller);
            for (int i = 0; i < 500; i++) {
                int n = random.nextInt(70);
                assertThat(cache.get("k" + n)).isEqualTo(n < 64 ? bytes("v" + n) : null);
            }
        });

        assertThat(server.cli("INFO", "commandstats")).contains("cmdstat_mget");
    }

    @Test
    void get_afterAPassingRefusal_isMergedAgain() {
        server.cli("CONFIG", "SET", "replica-serve-stale-data", "no");
        server.cli("REPLICAOF", "127.0.0.1", "1");
        Callers.run(32, caller -> {
            for (int i = 0; i < 100; i++) {
                assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> cache.get("k"));
            }
        });
        server.cli("REPLICAOF", "NO", "ONE");
        server.cli("CONFIG", "RESETSTAT");

        Callers.run(32, caller -> {
            for (int i = 0; i < 100; i++) {
                assertThat(cache.get("k")).isNull();
            }
        });

        assertThat(server.cli("INFO", "commandstats")).contains("cmdstat_mget");
    }

    private static long calls(String command) {
        return server.cli("INFO", "commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .map(line -> line.substring(line.indexOf('=') + 1, line.indexOf(',')))
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    void counts_ofManyCallersAtOnce_areMergedAndGiveEachItsOwn() {
        cache.set("shared", bytes("0"), MINUTE);
        cache.set("text", bytes("none"), MINUTE);
        cache.set("top", bytes("9223372036854775807"), MINUTE);
        cache.set("exact", bytes("9007199254740993"), MINUTE);
        cache.set("below", bytes("-7"), MINUTE);
        server.cli("RPUSH", "list", "a");
        server.cli("CONFIG", "RESETSTAT");
        Set<Long> seen = ConcurrentHashMap.newKeySet();

        Callers.run(32, caller -> {
            for (int i = 1; i <= 200; i++) {
                long step = i;
                switch (caller % 11) {
                    case 0 ->
                        assertThat(cache.incr("own" + caller, 2, 2, MINUTE)).isEqualTo(2L * i);
                    case 1 -> assertThat(cache.decr("top", 0)).hasValue(MAX);
                    case 2 ->
                        assertThatExceptionOfType(CacheRejectedException.class)
                                .isThrownBy(() -> cache.incr("top", 1))
                                .matches(e -> e.reason() == CacheRejectedException.Reason.COUNTER_LIMIT);
                    case 3 -> assertThat(cache.incr("absent", 1)).isEmpty();
                    case 4 ->
                        assertThatExceptionOfType(NotACounterException.class)
                                .isThrownBy(() -> cache.decr(caller % 16 < 8 ? "text" : "list", 1));
                    case 5 -> assertThat(cache.decr("floor", 5, 0, MINUTE)).isZero();
                    case 6 -> assertThat(cache.incr("exact", 0)).hasValue(9_007_199_254_740_993L);
                    case 7 ->
                        assertThatExceptionOfType(NotACounterException.class)
                                .isThrownBy(() -> count("below", step % 3 - 1));
                    case 8 -> {
                        assertThat(cache.incr("wide" + caller, MAX, MAX, MINUTE))
                                .isEqualTo(MAX);
                        assertThat(cache.decr("wide" + caller, MAX)).hasValue(0);
                    }
                    default ->
                        assertThat(seen.add(cache.incr("shared", 1).orElseThrow()))
                                .isTrue();
                }
            }
        });

        assertThat(cache.get("shared")).isEqualTo(bytes("1000"));
        assertThat(cache.get("text")).isEqualTo(bytes("none"));
        assertThat(cache.get("below")).isEqualTo(bytes("-7"));
        assertThat(cache.ttl("below").isForever()).isFalse();
        assertThat(seen).hasSize(1_000);
        assertThat(calls("evalsha")).isPositive().isLessThan(32 * 200 / 2);
    }

    private void count(String key, long step) {
        if (step < 0) {
            cache.decr(key, -step);
        } else {
            cache.incr(key, step);
        }
    }

    @Test
    void counts_ofManyCallersAfterScriptFlush_areCountedOnce() {
        Callers.run(16, caller -> {
            for (int i = 0; i < 200; i++) {
                if (caller == 0 && i % 20 == 0) {
                    server.cli("SCRIPT", "FLUSH");
                }
                cache.incr("n", 1, 1, MINUTE);
            }
        });

        assertThat(cache.get("n")).isEqualTo(bytes("3200"));
    }

    @Test
    void counts_ofALoneCallerOrUnmerged_areSentSingly() {
        server.cli("CONFIG", "RESETSTAT");
        for (int i = 0; i < 100; i++) {
            cache.incr("n", 1, 1, MINUTE);
        }
        assertThat(calls("evalsha")).isEqualTo(100);

        try (DistributedCache unmerged = Caches.open(server.url() + "?mergeCounts=false")) {
            Callers.run(16, caller -> {
                for (int i = 0; i < 100; i++) {
                    unmerged.incr("n", 1);
                }
            });
        }
        assertThat(calls("evalsha")).isEqualTo(100 + 16 * 100);
    }

    @Test
    void get_ofALoneCaller_isNeverMerged() {
        server.cli("CONFIG", "RESETSTAT");

        for (int i = 0; i < 100; i++) {
            cache.get("k" + i);
        }

        assertThat(server.cli("INFO", "commandstats"))
                .contains("cmdstat_get:calls=100,")
                .doesNotContain("mget");
    }

    @Test
    void unwrap_givesTheNativeClient() {
        assertThat(cache.unwrap(RedisClient.class)).isNotNull();
        assertThat(cache.unwrap(String.class)).isNull();
        assertThat(cache).hasToString("redis://" + server.address());
    }

    @Test
    void ping_answers() {
        cache.ping();
    }

    @Test
    void close_isIdempotentAndEndsAllCalls() {
        cache.close();
        cache.close();

        assertThatThrownBy(() -> cache.get("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.ping()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache.getAll(List.of())).isInstanceOf(IllegalStateException.class);
    }
}

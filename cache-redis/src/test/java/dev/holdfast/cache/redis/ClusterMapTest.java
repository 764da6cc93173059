package dev.holdfast.cache.redis;

import static dev.holdfast.cache.redis.ScriptedServer.NOTHING;
import static dev.holdfast.cache.redis.ScriptedServer.bulk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What maps of slots that contradict the servers, or each other, do to calls. Two nodes, which say what a test needs. */
class ClusterMapTest {
    private static final Ttl MINUTE = Ttl.ofMinutes(1);
    private static final int HALF = Slot.COUNT / 2;

    /** Which node has a slot of the lower half, and which one of the upper. */
    private enum Owners {
        FIRST,
        BOTH,
        SECOND
    }

    private final AtomicReference<Owners> owners = new AtomicReference<>(Owners.FIRST);
    private final AtomicInteger mapsOfFirst = new AtomicInteger();
    private final Map<String, String> answersOfFirst = new ConcurrentHashMap<>();
    private final Map<String, Function<List<String>, String>> answersOfSecond = new ConcurrentHashMap<>();
    private final AtomicBoolean firstIsCutOff = new AtomicBoolean();
    private final AtomicBoolean secondHangs = new AtomicBoolean();
    private final Queue<List<String>> seenBySecond = new ConcurrentLinkedQueue<>();

    private final ScriptedServer first = new ScriptedServer(this::first);
    private final ScriptedServer second = new ScriptedServer(this::second);

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private String first(List<String> words) {
        if (words.get(0).equals("CLUSTER")) {
            String map = map(owners.get());
            mapsOfFirst.incrementAndGet();
            return map;
        }
        return answersOfFirst.get(words.get(0));
    }

    private String second(List<String> words) {
        seenBySecond.add(words);
        if (secondHangs.get()) {
            return NOTHING;
        }
        Function<List<String>, String> answer = answersOfSecond.get(words.get(0));
        return switch (words.get(0)) {
            case "CLUSTER" -> map(firstIsCutOff.get() ? Owners.SECOND : owners.get());
            case "INFO" -> bulk("run_id:second\r\n");
            case "CLIENT" -> words.get(1).equals("ID") ? ":7\r\n" : ":1\r\n";
            default -> answer == null ? null : answer.apply(words);
        };
    }

    private String map(Owners of) {
        return switch (of) {
            case FIRST -> "*1\r\n" + first.slots(0, Slot.COUNT - 1);
            case BOTH -> "*2\r\n" + first.slots(0, HALF - 1) + second.slots(HALF, Slot.COUNT - 1);
            case SECOND -> "*1\r\n" + second.slots(0, Slot.COUNT - 1);
        };
    }

    private DistributedCache open(String parameters) {
        return Caches.open("redis-cluster://127.0.0.1:" + first.port() + "?" + parameters);
    }

    /** Until some more maps were read of the first, as they are now. */
    private void awaitMaps() {
        int now = mapsOfFirst.get();
        await().atMost(Duration.ofSeconds(10)).until(() -> mapsOfFirst.get() > now + 3);
    }

    private static String key(boolean lower) {
        for (int i = 0; ; i++) {
            if (Slot.of(Frame.utf8("key" + i)) < HALF == lower) {
                return "key" + i;
            }
        }
    }

    @Test
    void node_thatLeavesTheMapAndComesBack_isFenced() {
        owners.set(Owners.BOTH);
        answersOfSecond.put("SET", words -> {
            secondHangs.set(true);
            return NOTHING;
        });
        try (DistributedCache cache = open("clusterRefresh=100ms")) {
            assertThatExceptionOfType(CacheTimeoutException.class)
                    .isThrownBy(() -> cache.set(key(false), "late".getBytes(UTF_8), MINUTE));
            owners.set(Owners.FIRST);
            await().until(() -> second.open() == 0 || second.accepted() > 1);
            awaitMaps();
            seenBySecond.clear();
            secondHangs.set(false);
            owners.set(Owners.BOTH);

            await().until(() -> seenBySecond.contains(List.of("CLIENT", "KILL", "ID", "7")));
        }
    }

    /** The slot is none, so that the map is not asked of the one who is busy. */
    @ParameterizedTest
    @ValueSource(strings = {"ASK", "MOVED"})
    void node_thatNoSlotLeadsTo_answersWhatItWasAsked(String redirection) {
        answersOfFirst.put("GET", "-" + redirection + " " + Slot.COUNT + " 127.0.0.1:" + second.port() + "\r\n");
        answersOfSecond.put("GET", words -> {
            awaitMaps();
            return bulk("v");
        });
        try (DistributedCache cache = open("clusterRefresh=100ms&timeout=10s")) {
            assertThat(cache.get(key(true))).isEqualTo("v".getBytes(UTF_8));
            assertThat(cache.get(key(true))).isEqualTo("v".getBytes(UTF_8));
            assertThat(second.accepted()).isEqualTo(1);
        }
    }

    @Test
    void node_thatNoSlotLeadsTo_isClosedInTheEnd() {
        owners.set(Owners.BOTH);
        try (DistributedCache cache = open("clusterRefresh=100ms")) {
            assertThat(second.open()).isEqualTo(1);

            owners.set(Owners.FIRST);

            await().until(() -> second.open() == 0);
            cache.ping();
        }
    }

    /** A master on the wrong side of a partition answers CLUSTERDOWN, and its map is as old as the partition. */
    @Test
    void map_ofANodeThatIsCutOff_isReplacedByAnothers() {
        owners.set(Owners.BOTH);
        firstIsCutOff.set(true);
        answersOfFirst.put("GET", "-CLUSTERDOWN The cluster is down\r\n");
        answersOfSecond.put("GET", words -> bulk("v"));
        try (DistributedCache cache = open("timeout=2s")) {
            await().atMost(Duration.ofSeconds(5)).until(() -> {
                try {
                    return cache.get(key(true)) != null;
                } catch (CacheException e) {
                    return false;
                }
            });
        }
    }

    /** So says one that does not know its own address yet. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?"})
    void redirection_withoutAHost_meansTheHostThatWasAsked(String host) {
        answersOfFirst.put("GET", "-MOVED 0 " + host + ":" + second.port() + "\r\n");
        answersOfSecond.put("GET", words -> bulk("v"));
        try (DistributedCache cache = open("timeout=2s")) {
            assertThat(cache.get(key(true))).isEqualTo("v".getBytes(UTF_8));
        }
    }
}

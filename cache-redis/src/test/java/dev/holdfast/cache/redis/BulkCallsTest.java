package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.Ttl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls for many keys of which some fail. */
class BulkCallsTest {
    private static final Ttl MINUTE = Ttl.ofMinutes(1);
    private static final int HALF = Slot.COUNT / 2;

    private static DistributedCache opened(ScriptedServer server, String parameters) {
        return Caches.open("redis://127.0.0.1:" + server.port() + "?timeout=2s" + parameters);
    }

    private static ScriptedServer answeringMget(String answer) {
        return new ScriptedServer(words -> words.get(0).equals("MGET") ? answer : null);
    }

    @Test
    void reading_whereAProxyCouldNotAskForAKey_failsForThatKey() {
        String answer = "*3\r\n" + ScriptedServer.bulk("v") + "-upstream failure\r\n$-1\r\n";
        try (ScriptedServer proxy = answeringMget(answer);
                DistributedCache cache = opened(proxy, "")) {
            List<String> keys = List.of("there", "unasked", "absent");

            BulkCacheException get = catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(keys));
            BulkCacheException gets = catchThrowableOfType(BulkCacheException.class, () -> cache.getsAll(keys));

            assertThat(List.of(get, gets)).allSatisfy(failure -> {
                assertThat(failure.found()).containsOnlyKeys("there");
                assertThat(failure.failures()).containsOnlyKeys("unasked");
                assertThat(failure.failures().get("unasked")).isInstanceOf(CacheUnavailableException.class);
            });
        }
    }

    /** Of an MGET it refuses them, and ends the connection afterwards: so it is never sent one. */
    @Test
    void reading_whereAProxyHasLostAServer_failsForItsKeys() {
        try (ScriptedServer proxy = new ScriptedServer(words -> switch (words.get(0)) {
                    case "GET" ->
                        words.get(1).equals("dead") ? "-ERR Connection refused\r\n" : ScriptedServer.bulk("v");
                    case "MGET" -> "-ERR Connection refused\r\n";
                    case "PTTL" -> ":1000\r\n";
                    default -> null;
                });
                DistributedCache cache = opened(proxy, "&proxied=true")) {
            List<String> keys = List.of("a", "dead", "b");

            BulkCacheException get = catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(keys));
            BulkCacheException gets = catchThrowableOfType(BulkCacheException.class, () -> cache.getsAll(keys));
            BulkCacheException timed = catchThrowableOfType(
                    BulkCacheException.class, () -> TimedReads.of(cache).getAllTimed(keys));

            assertThat(List.of(get, gets, timed)).allSatisfy(failure -> {
                assertThat(failure.found().keySet()).containsExactly("a", "b");
                assertThat(failure.failures()).containsOnlyKeys("dead");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*0\r\n", "*1\r\n$1\r\nv\r\n", "*3\r\n$-1\r\n$-1\r\n$-1\r\n"})
    void reading_answeredByMoreOrLessThanWasAsked_fails(String answer) {
        try (ScriptedServer proxy = answeringMget(answer);
                DistributedCache cache = opened(proxy, "")) {
            BulkCacheException failure =
                    catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(List.of("a", "b")));

            assertThat(failure.failures()).containsOnlyKeys("a", "b");
        }
    }

    /** Two nodes: one answers, the other is new, and hangs before it has said a word. */
    private static void withANewNodeThatHangs(String parameters, Consumer<DistributedCache> test) {
        List<ScriptedServer> nodes = new ArrayList<>();
        try (ScriptedServer hung = new ScriptedServer(words -> ScriptedServer.NOTHING);
                ScriptedServer healthy = new ScriptedServer(words -> switch (words.get(0)) {
                    case "GET" -> ScriptedServer.bulk("v");
                    case "DEL", "PTTL" -> ":1\r\n";
                    case "CLUSTER" -> map(nodes);
                    default -> null;
                })) {
            nodes.add(healthy);
            String url = "redis-cluster://127.0.0.1:" + healthy.port() + "?clusterRefresh=100ms&connectTimeout=30s&";
            try (DistributedCache cache = Caches.open(url + parameters)) {
                nodes.add(0, hung);
                await().until(() -> hung.accepted() > 0);
                test.accept(cache);
            }
        }
    }

    /** The first of two has the lower half. */
    private static String map(List<ScriptedServer> nodes) {
        return nodes.size() == 1
                ? "*1\r\n" + nodes.get(0).slots(0, Slot.COUNT - 1)
                : "*2\r\n" + nodes.get(0).slots(0, HALF - 1) + nodes.get(1).slots(HALF, Slot.COUNT - 1);
    }

    private static List<String> keys(boolean lowerHalf) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "key" + i)
                .filter(key -> Slot.of(Frame.utf8(key)) < HALF == lowerHalf)
                .limit(5)
                .toList();
    }

    private static Map<String, byte[]> entries(List<String> keys, List<String> more) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        keys.forEach(key -> entries.put(key, "v".getBytes(UTF_8)));
        more.forEach(key -> entries.put(key, "v".getBytes(UTF_8)));
        return entries;
    }

    @Test
    void keysOfANewNodeThatHangs_failAlone() {
        withANewNodeThatHangs("timeout=500ms", cache -> {
            Map<String, byte[]> entries = entries(keys(true), keys(false));

            BulkCacheException set =
                    catchThrowableOfType(BulkCacheException.class, () -> cache.setAll(entries, MINUTE));
            BulkCacheException get =
                    catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(entries.keySet()));
            BulkCacheException delete =
                    catchThrowableOfType(BulkCacheException.class, () -> cache.deleteAll(entries.keySet()));

            BulkCacheException timed = catchThrowableOfType(
                    BulkCacheException.class, () -> TimedReads.of(cache).getAllTimed(entries.keySet()));

            assertThat(set.failures().keySet()).containsExactlyInAnyOrderElementsOf(keys(true));
            assertThat(set.done()).containsExactlyElementsOf(keys(false));
            assertThat(set.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(get.failures().keySet()).containsExactlyInAnyOrderElementsOf(keys(true));
            assertThat(get.found().keySet()).containsExactlyElementsOf(keys(false));
            assertThat(delete.failures().keySet()).containsExactlyInAnyOrderElementsOf(keys(true));
            assertThat(timed.failures().keySet()).containsExactlyInAnyOrderElementsOf(keys(true));
            assertThat(timed.found().keySet()).containsExactlyElementsOf(keys(false));
        });
    }

    @Test
    void writing_interruptedAfterSomeKeysWereSent_isUnknown() {
        withANewNodeThatHangs("timeout=10s", cache -> {
            Thread writer = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
                writer.interrupt();
            });
            interrupter.start();

            CacheInterruptedException failure = catchThrowableOfType(
                    CacheInterruptedException.class, () -> cache.setAll(entries(keys(false), keys(true)), MINUTE));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        });
    }

    @Test
    void writing_interruptedBeforeAnyKeyWasSent_isNotApplied() {
        withANewNodeThatHangs("timeout=10s", cache -> {
            Thread.currentThread().interrupt();

            CacheInterruptedException failure = catchThrowableOfType(
                    CacheInterruptedException.class, () -> cache.setAll(entries(keys(false), List.of()), MINUTE));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        });
    }

    private static Map<String, byte[]> manyEntries() {
        return entries(IntStream.range(0, 1_000).mapToObj(i -> "k" + i).toList(), List.of());
    }

    @Test
    void writing_ofMoreThanMaxPending_whereNobodyElseAsks_isDone() {
        try (ScriptedServer server = new ScriptedServer(words -> null);
                DistributedCache cache =
                        Caches.open("redis://127.0.0.1:" + server.port() + "?maxPending=4&timeout=10s")) {
            cache.setAll(manyEntries(), MINUTE);
        }
    }

    @Test
    void reading_ofMoreThanMaxPendingInACluster_whereNobodyElseAsks_isDone() {
        List<ScriptedServer> nodes = new ArrayList<>();
        try (ScriptedServer server = new ScriptedServer(words -> switch (words.get(0)) {
            case "GET" -> ScriptedServer.bulk("v");
            case "CLUSTER" -> map(nodes);
            default -> null;
        })) {
            nodes.add(server);
            String url = "redis-cluster://127.0.0.1:" + server.port() + "?maxPending=4&timeout=10s";
            try (DistributedCache cache = Caches.open(url)) {
                assertThat(cache.getAll(manyEntries().keySet())).hasSize(1_000);
            }
        }
    }
}

package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries shared with other clients, and servers that are set up in other ways. */
class OtherClientsTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final ServerProcess SERVER = ServerProcess.memcached();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static DistributedCache open(String protocol) {
        return Caches.open("memcached://" + SERVER.address() + "?timeout=1s&protocol=" + protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary"})
    void valuesAndCounters_ofAnotherClient_areReadAndCounted(String protocol) {
        try (DistributedCache cache = open(protocol)) {
            assertThat(SERVER.say("set foreign 5 0 5\r\nvalue\r\n", 1)).containsExactly("STORED");
            assertThat(cache.get("foreign")).isEqualTo(bytes("value"));
            cache.set("ours", bytes("raw"), LONG);
            assertThat(SERVER.say("get ours\r\n", 3)).containsExactly("VALUE ours 0 3", "raw", "END");

            SERVER.say("set n 0 0 3\r\n100\r\n", 1);
            assertThat(SERVER.say("decr n 1\r\n", 1)).containsExactly("99");
            assertThat(cache.get("n")).as("padded by the server").isEqualTo(bytes("99"));
            assertThat(cache.incr("n", 1)).hasValue(100);
            assertThat(SERVER.say("incr n 5\r\n", 1)).containsExactly("105");
            cache.set("spaced", bytes("9 "), LONG);
            assertThat(cache.get("spaced")).isEqualTo(bytes("9 "));
            assertThat(cache.gets("spaced").value()).isEqualTo(bytes("9 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary"})
    void counter_overTheLimit_isNoneAndNeverWraps(String protocol) {
        try (DistributedCache cache = open(protocol)) {
            for (String tooMuch : List.of("9223372036854775808", "18446744073709551615", "12345678901234567890")) {
                SERVER.say("set huge 0 0 " + tooMuch.length() + "\r\n" + tooMuch + "\r\n", 1);
                cache.set("ours", bytes(tooMuch), LONG);
                for (long delta : new long[] {0, 1, 1L << 40, Long.MAX_VALUE}) {
                    assertThatThrownBy(() -> cache.incr("ours", delta)).isInstanceOf(NotACounterException.class);
                    assertThatThrownBy(() -> cache.decr("ours", delta)).isInstanceOf(NotACounterException.class);
                }
                assertThat(cache.get("ours")).isEqualTo(bytes(tooMuch));
            }
            cache.set("limit", bytes(Long.toString(Long.MAX_VALUE - 5)), LONG);
            List<Boolean> counted = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return cache.incr("limit", 1).getAsLong() > 0;
                        } catch (CacheRejectedException e) {
                            return false;
                        }
                    })
                    .toList();
            assertThat(counted).filteredOn(yes -> yes).hasSize(5);
            assertThat(cache.get("limit")).isEqualTo(bytes(Long.toString(Long.MAX_VALUE)));
            cache.set("big steps", bytes("0"), LONG);
            List<Boolean> big = IntStream.range(0, 16)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return cache.incr("big steps", 1L << 62).isPresent();
                        } catch (CacheRejectedException e) {
                            return false;
                        }
                    })
                    .toList();
            assertThat(big)
                    .as("one of 2^62 fits, two do not")
                    .filteredOn(yes -> yes)
                    .hasSize(1);
            assertThat(cache.get("big steps")).isEqualTo(bytes(Long.toString(1L << 62)));
        }
    }

    @Test
    void ttl_ofAnEntryThatAnotherClientMarkedStale_isRead() {
        try (DistributedCache cache = open("text")) {
            cache.set("stale", bytes("v"), LONG);
            assertThat(SERVER.say("md stale I T30\r\n", 1)).containsExactly("HD");

            assertThat(cache.ttl("stale").duration()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
            assertThat(cache.ttl("stale").duration()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        }
    }

    @Test
    void textAndBinaryClients_besideEachOther_injectNothing() {
        try (DistributedCache text = open("text");
                DistributedCache binary = open("binary")) {
            String attack = "a\r\nset injected 0 0 3\r\nabc\r\nget b";
            for (DistributedCache cache : List.of(text, binary, text)) {
                assertThat(cache.get(attack)).isNull();
                cache.set(attack, bytes("v"), LONG);
                assertThat(cache.getAll(List.of(attack, "b"))).containsOnlyKeys(attack);
                assertThat(cache.get("injected")).isNull();
                cache.delete(attack);
            }
            text.set("with space", bytes("one entry"), LONG);
            assertThat(binary.get("with space")).isEqualTo(bytes("one entry"));
        }
    }

    @Test
    void libmemcachedTools_findOurEntriesAndWeTheirs(@TempDir Path directory) throws Exception {
        try (ServerProcess second = ServerProcess.memcached();
                ServerProcess third = ServerProcess.memcached()) {
            String servers = SERVER.address() + "," + second.address() + "," + third.address();
            try (DistributedCache cache = Caches.open("memcached://" + servers + "?timeout=1s&hashing=libmemcached")) {
                Map<String, String> theirs = new TreeMap<>();
                for (int i = 0; i < 12; i++) {
                    Path file = Files.writeString(directory.resolve("peer-" + i), "theirs " + i);
                    run("memccp", "--servers=" + servers, file.toString());
                    theirs.put("peer-" + i, "theirs " + i);
                }
                cache.getAll(theirs.keySet())
                        .forEach((key, value) -> assertThat(value).isEqualTo(bytes(theirs.remove(key))));
                assertThat(theirs).as("not found by us").isEmpty();
                for (int i = 0; i < 12; i++) {
                    cache.set("ours-" + i, bytes("of us " + i), LONG);
                    assertThat(run("memccat", "--servers=" + servers, "ours-" + i))
                            .contains("of us " + i);
                }
            }
        }
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary"})
    void value_tooLargeForTheServer_leavesTheOldOne(String protocol) {
        try (ServerProcess small = ServerProcess.memcached("-I", "512k");
                DistributedCache cache =
                        Caches.open("memcached://" + small.address() + "?timeout=1s&protocol=" + protocol)) {
            cache.set("k", bytes("old"), LONG);

            assertThatThrownBy(() -> cache.set("k", new byte[524_288], LONG))
                    .asInstanceOf(type(CacheRejectedException.class))
                    .satisfies(
                            refused -> assertThat(refused.reason()).isEqualTo(CacheRejectedException.Reason.TOO_LARGE));

            assertThat(cache.get("k")).isEqualTo(bytes("old"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "binary"})
    void value_withoutRoomOnAServerThatMayNotEvict_leavesTheOldOne(String protocol) {
        try (ServerProcess full = ServerProcess.memcached("-M", "-m", "2");
                DistributedCache cache =
                        Caches.open("memcached://" + full.address() + "?timeout=1s&protocol=" + protocol)) {
            cache.set("k", bytes("old"), LONG);
            cache.set("k3", bytes("old as well"), LONG);
            CasToken token = cache.gets("k3").token();
            int i = 0;
            CacheRejectedException refused = null;
            for (; i < 1_000 && refused == null; i++) {
                try {
                    cache.set("fill" + i, new byte[100_000], LONG);
                } catch (CacheRejectedException e) {
                    refused = e;
                }
            }
            cache.setAll(Map.of("k", bytes("old"), "k2", bytes("old too")), LONG);
            assertThat(refused).isNotNull();
            assertThat(refused.reason()).isEqualTo(CacheRejectedException.Reason.OUT_OF_MEMORY);

            assertThatThrownBy(() -> cache.set("k", new byte[100_000], LONG))
                    .isInstanceOf(CacheRejectedException.class);
            assertThatThrownBy(() -> cache.setAll(Map.of("k2", new byte[100_000]), LONG))
                    .isInstanceOf(BulkCacheException.class);
            assertThatThrownBy(() -> cache.cas("k3", new byte[100_000], token, LONG))
                    .isInstanceOf(CacheRejectedException.class);
            assertThat(cache.getAll(List.of("k", "k2", "k3")))
                    .hasSize(3)
                    .allSatisfy(
                            (key, value) -> assertThat(new String(value, UTF_8)).startsWith("old"));
        }
    }
}

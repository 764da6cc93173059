package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a key holds, it is one entry's and no command; which ones are none is what the contract says. */
@Tag("fuzz")
class KeyFuzzTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final int KEYS = 300;

    private static RedisServer redis;
    private static ServerProcess memcached;
    private static ServerProcess behind;
    private static Twemproxy proxy;

    @BeforeAll
    static void start() {
        redis = RedisServer.started();
        memcached = ServerProcess.memcached();
        behind = ServerProcess.memcached();
        proxy = new Twemproxy(behind);
    }

    @AfterAll
    static void stop() {
        redis.close();
        memcached.close();
        proxy.close();
        behind.close();
    }

    private static String url(String name) {
        return switch (name) {
            case "redis" -> redis.url() + "?timeout=2s";
            case "text" -> "memcached://" + memcached.address() + "?timeout=2s";
            case "binary" -> "memcached://" + memcached.address() + "?timeout=2s&protocol=binary";
            default -> "memcached://127.0.0.1:" + proxy.port() + "?timeout=2s&proxied=true";
        };
    }

    private static byte[] owned(String key) {
        return ("owned by " + key).getBytes(UTF_8);
    }

    /** Every entry is of its key alone: after all are written, after some are deleted. */
    private static void checkEntries(DistributedCache cache, Random random) {
        Set<String> keys = OddKeys.some(random, KEYS);
        Map<String, byte[]> there = new HashMap<>();
        for (String key : keys) {
            cache.set(key, owned(key), LONG);
            there.put(key, owned(key));
        }
        assertThat(cache.getAll(keys)).containsExactlyInAnyOrderEntriesOf(there);
        List<String> some = new ArrayList<>(keys);
        Collections.shuffle(some, random);
        for (String key : some.subList(0, KEYS / 3)) {
            assertThat(cache.delete(key)).as(KeyRules.printable(key)).isTrue();
            assertThat(cache.add(key, owned("again " + key), LONG)).isTrue();
            assertThat(cache.get(key)).isEqualTo(owned("again " + key));
            assertThat(cache.delete(key)).isTrue();
            there.remove(key);
        }
        assertThat(cache.getAll(keys)).containsExactlyInAnyOrderEntriesOf(there);
        cache.deleteAll(keys);
        assertThat(cache.getAll(keys)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "text", "binary", "proxied"})
    void keys_thatDiffer_areEntriesThatDiffer(String server) {
        try (DistributedCache cache = Caches.open(url(server))) {
            Fuzz.rounds(5, random -> checkEntries(cache, random));
        }
    }

    /** Java's own encoder says what is well-formed. */
    private static boolean isKey(String text) {
        try {
            ByteBuffer bytes = UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return bytes.hasRemaining() && bytes.remaining() <= KeyRules.MAX_BYTES;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void checkRule(UnaryOperator<String> rule, Random random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(random.nextInt(4) == 0 ? 1_100 : 8);
        for (int i = 0; i < length; i++) {
            text.append((char)
                    switch (random.nextInt(length > 100 ? 60 : 5)) {
                        case 0 -> 0xd7f0 + random.nextInt(0x820); // the surrogates and their neighbours
                        case 1 -> random.nextInt(0x1_0000);
                        default -> random.nextInt(0x80);
                    });
        }
        String key = text.toString();
        try {
            assertThat(rule.apply(key)).isSameAs(key);
            assertThat(isKey(key)).as("accepted: %s", KeyRules.printable(key)).isTrue();
        } catch (IllegalArgumentException e) {
            assertThat(isKey(key)).as("refused: %s", KeyRules.printable(key)).isFalse();
        }
    }

    @Test
    void check_ofAnyText_acceptsWhatTheContractSays() {
        Fuzz.rounds(30_000, random -> checkRule(KeyRules::check, random));
    }

    @Test
    void planted_aRuleThatForgetsLoneSurrogates_isFound() {
        assertThatThrownBy(() -> Fuzz.rounds(1_000, random -> checkRule(KeyFuzzTest::forgetful, random)))
                .isInstanceOf(AssertionError.class);
    }

    private static String forgetful(String key) {
        if (key.isEmpty() || key.getBytes(UTF_8).length > KeyRules.MAX_BYTES) {
            throw new IllegalArgumentException();
        }
        return key;
    }

    /** As drivers do that cut long keys, or replace what memcached can't hold. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void planted_keysThatAreCutOrReplaced_areFound(boolean cut) {
        UnaryOperator<String> encoding =
                cut ? key -> key.substring(0, Math.min(250, key.length())) : key -> key.replaceAll("[\\x00- ]", "_");
        try (DistributedCache cache = new Encoding(Caches.open("local:"), encoding)) {
            assertThatThrownBy(() -> Fuzz.rounds(1, random -> checkEntries(cache, random)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static final class Encoding extends ForwardingCache {
        private final UnaryOperator<String> encoding;

        Encoding(DistributedCache cache, UnaryOperator<String> encoding) {
            super(cache);
            this.encoding = encoding;
        }

        @Override
        public void set(String key, byte[] value, Ttl ttl) {
            super.set(encoding.apply(key), value, ttl);
        }

        @Override
        public Map<String, byte[]> getAll(java.util.Collection<String> keys) {
            Map<String, byte[]> found = new HashMap<>();
            for (String key : keys) {
                byte[] value = get(encoding.apply(key));
                if (value != null) {
                    found.put(key, value);
                }
            }
            return found;
        }
    }
}

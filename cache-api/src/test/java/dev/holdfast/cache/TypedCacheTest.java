package dev.holdfast.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.observe.ObservedCache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedCacheTest {
    private static final Ttl TTL = Ttl.ofSeconds(1);
    private static final CasToken TOKEN = new CasToken() {};
    private static final String HIDDEN = "hidden";

    private final Map<String, String> stored = new LinkedHashMap<>();
    private final StubCache below = new StubCache(this::answer);
    private final List<CacheEvent.Undecodable> undecodable = new ArrayList<>();
    private final List<String> boundKeys = new ArrayList<>();
    private final TypedCache<String> cache = ObservedCache.of(below.cache(), new InlineObserver(event -> {
                if (event instanceof CacheEvent.Undecodable one) {
                    undecodable.add(one);
                }
            }))
            .typed(new TextCodec());

    private Object answer(StubCache.Call call) {
        return switch (call.method()) {
            case "get", "getAndTouch" -> bytes((String) call.arguments().get(0));
            case "gets" -> versioned((String) call.arguments().get(0));
            case "getAll" -> {
                Map<String, byte[]> found = new LinkedHashMap<>();
                stored.keySet().forEach(key -> found.put(key, bytes(key)));
                yield found;
            }
            case "getsAll" -> {
                Map<String, Versioned> found = new LinkedHashMap<>();
                stored.keySet().forEach(key -> found.put(key, versioned(key)));
                yield found;
            }
            default -> CacheMethods.answer(call, "");
        };
    }

    private byte[] bytes(String key) {
        String text = stored.get(key);
        return text == null ? null : text.getBytes(UTF_8);
    }

    private Versioned versioned(String key) {
        byte[] bytes = bytes(key);
        return bytes == null ? null : new Versioned(bytes, TOKEN);
    }

    /** Text between angle brackets; some texts make it fail in the ways codecs do. */
    private final class TextCodec implements Codec<String> {
        @Override
        public byte[] encode(String value) {
            return ("<" + harmless(value) + ">").getBytes(UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            String text = new String(bytes, UTF_8);
            return text.equals("null") ? null : harmless(text.substring(1, text.length() - 1));
        }

        private String harmless(String text) {
            return switch (text) {
                case "refused" -> throw CacheCodecException.decoding("not text", new IllegalStateException(HIDDEN));
                case "failing" -> throw new IllegalArgumentException(HIDDEN);
                case "deep" -> throw new StackOverflowError(HIDDEN);
                default -> text;
            };
        }

        @Override
        public Codec<String> forKey(String key) {
            boundKeys.add(key);
            return this;
        }
    }

    @Test
    void reads_giveDecodedValues() {
        stored.put("b", "<2>");
        stored.put("a", "<1>");

        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.getAndTouch("b", TTL)).isEqualTo("2");
        assertThat(cache.gets("a")).isEqualTo(new TypedVersioned<>("1", TOKEN));
        assertThat(cache.getAll(List.of("b", "a"))).containsExactly(Map.entry("b", "2"), Map.entry("a", "1"));
        assertThat(cache.getsAll(List.of("b", "a")))
                .containsExactly(
                        Map.entry("b", new TypedVersioned<>("2", TOKEN)),
                        Map.entry("a", new TypedVersioned<>("1", TOKEN)));
        assertThat(cache.get("absent")).isNull();
        assertThat(cache.gets("absent")).isNull();
        assertThat(cache.getAndTouch("absent", TTL)).isNull();
        assertThat(undecodable).isEmpty();
        assertThat(boundKeys).containsExactly("a", "b", "a", "b", "a", "b", "a");
    }

    @Test
    void writes_giveEncodedValuesOfTheirKey() {
        cache.set("a", "1", TTL);
        assertThat(cache.add("b", "2", TTL)).isTrue();
        assertThat(cache.replace("c", "3", TTL)).isTrue();
        assertThat(cache.cas("d", "4", TOKEN, TTL)).isEqualTo(CasOutcome.CHANGED);
        cache.setAll(Map.of("e", "5"), TTL);

        assertThat(boundKeys).containsExactly("a", "b", "c", "d", "e");
        assertThat(below.calls())
                .filteredOn(call -> !call.method().equals("unwrap"))
                .usingRecursiveComparison()
                .isEqualTo(List.of(
                        new StubCache.Call("set", List.of("a", "<1>".getBytes(UTF_8), TTL)),
                        new StubCache.Call("add", List.of("b", "<2>".getBytes(UTF_8), TTL)),
                        new StubCache.Call("replace", List.of("c", "<3>".getBytes(UTF_8), TTL)),
                        new StubCache.Call("cas", List.of("d", "<4>".getBytes(UTF_8), TOKEN, TTL)),
                        new StubCache.Call("setAll", List.of(Map.of("e", "<5>".getBytes(UTF_8)), TTL))));
    }

    @Test
    void allElse_isPassedOn() {
        assertThat(cache.delete("k")).isTrue();
        assertThat(cache.delete("k", TOKEN)).isEqualTo(CasOutcome.STORED);
        cache.deleteAll(List.of("k"));
        assertThat(cache.touch("k", TTL)).isTrue();
        assertThat(cache.ttl("k")).isEqualTo(Ttl.ofSeconds(5));

        assertThat(below.calls())
                .containsExactly(
                        new StubCache.Call("delete", List.of("k")),
                        new StubCache.Call("delete", List.of("k", TOKEN)),
                        new StubCache.Call("deleteAll", List.of(List.of("k"))),
                        new StubCache.Call("touch", List.of("k", TTL)),
                        new StubCache.Call("ttl", List.of("k")));
        assertThat(cache.bytes().toString()).isEqualTo("stub://host");
        assertThat(cache).hasToString("TypedCache[stub://host]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<refused>", "<failing>", "<deep>", "null", ""})
    void get_ofUndecodableBytes_isAMissAndOneEvent(String bytes) {
        stored.put("k", bytes);

        assertThat(cache.get("k")).isNull();

        assertThat(undecodable).hasSize(1);
        CacheEvent.Undecodable event = undecodable.get(0);
        assertThat(event.key()).isEqualTo("k");
        assertThat(event.endpoint()).isEqualTo("stub://host");
        assertThat(event.error().call()).isEqualTo(FailedCall.unsent(Operation.DECODE, "k", null));
        assertThat(event.error()).hasMessageContaining("decode of 'k'");
        for (Throwable e = event.error(); e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(HIDDEN);
        }
    }

    @Test
    void gets_ofUndecodableBytes_keepsTheTokenForCas() {
        stored.put("k", "<refused>");

        TypedVersioned<String> entry = cache.gets("k");
        cache.cas("k", "new", entry.token(), TTL);

        assertThat(entry.value()).isNull();
        assertThat(entry).hasToString("TypedVersioned[undecodable]");
        assertThat(below.calls().get(below.calls().size() - 1).arguments().get(2))
                .isSameAs(TOKEN);
        assertThat(undecodable).hasSize(1);
    }

    @Test
    void bulkReads_ofSomeUndecodableBytes_giveTheOthers() {
        stored.put("a", "<1>");
        stored.put("bad", "<failing>");
        stored.put("b", "<2>");

        assertThat(cache.getAll(stored.keySet())).containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(cache.getsAll(stored.keySet()).get("bad")).isEqualTo(new TypedVersioned<>(null, TOKEN));
        assertThat(undecodable).extracting(CacheEvent.Undecodable::key).containsExactly("bad", "bad");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "failing", "deep"})
    void writes_ofUnencodableValues_nameTheKeyAndSendNothing(String value) {
        List<Runnable> writes = List.of(
                () -> cache.set("k", value, TTL),
                () -> cache.add("k", value, TTL),
                () -> cache.replace("k", value, TTL),
                () -> cache.cas("k", value, TOKEN, TTL),
                () -> cache.setAll(Map.of("k", value), TTL));

        for (Runnable write : writes) {
            CacheCodecException failure = catchThrowableOfType(CacheCodecException.class, write::run);

            assertThat(failure.call().key()).isEqualTo("k");
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.getCause()).isNotNull();
            assertThat(failure.toString() + failure.getCause()).doesNotContain(HIDDEN);
        }
        assertThat(below.calls()).isEmpty();
    }

    @Test
    void writes_ofNull_areRefused() {
        List<Runnable> writes = List.of(
                () -> cache.set("k", null, TTL),
                () -> cache.set(null, "v", TTL),
                () -> cache.add("k", null, TTL),
                () -> cache.replace("k", null, TTL),
                () -> cache.cas("k", null, TOKEN, TTL),
                () -> cache.setAll(Collections.singletonMap("k", null), TTL),
                () -> cache.setAll(Collections.singletonMap(null, "v"), TTL));

        for (Runnable write : writes) {
            assertThatNullPointerException().isThrownBy(write::run);
        }
        assertThat(below.calls()).isEmpty();
    }

    @Test
    void typed_withoutCodec_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> below.cache().typed(null));
    }

    @Test
    void undecodable_withoutObserver_isAMiss() {
        stored.put("k", "<refused>");
        StubCache unobserved = new StubCache(call -> call.method().equals("unwrap") ? null : answer(call));

        assertThat(unobserved.cache().typed(new TextCodec()).get("k")).isNull();
        assertThat(undecodable).isEmpty();
    }
}

package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixedCacheTest {
    private static final Map<String, CacheException> FAILURES =
            Map.of("p:bad", new CacheOverloadedException(FailedCall.unsent(Operation.GET, "p:bad", null), "full"));

    static Stream<Method> methods() {
        return CacheMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethod_isForwardedOnceWithThePrefix(Method method) {
        StubCache below = new StubCache(call -> CacheMethods.answer(call, "p:"));
        DistributedCache prefixed = new PrefixedCache(below.cache(), "p:");

        Object answer = CacheMethods.call(prefixed, method, CacheMethods.arguments(method, ""));

        StubCache.Call expected =
                new StubCache.Call(method.getName(), Arrays.asList(CacheMethods.arguments(method, "p:")));
        assertThat(below.calls()).usingRecursiveComparison().isEqualTo(List.of(expected));
        assertThat(answer).usingRecursiveComparison().isEqualTo(CacheMethods.answer(expected, ""));
        if (answer instanceof Map<?, ?> map) {
            assertThat(map.keySet().stream().map(Object::toString))
                    .as("the order asked")
                    .containsExactly("b", "a");
        }
    }

    static Stream<Method> methodsWithKeys() {
        return methods()
                .filter(method -> method.getParameterCount() > 0)
                .filter(method -> !method.getName().equals("unwrap"));
    }

    @ParameterizedTest
    @MethodSource("methodsWithKeys")
    void everyMethod_withAnEmptyOrNullKey_refusesIt(Method method) {
        StubCache below = new StubCache(call -> CacheMethods.answer(call, "p:"));
        DistributedCache prefixed = new PrefixedCache(below.cache(), "p:");
        Object[] arguments = CacheMethods.arguments(method, "");

        Object[] empty = arguments.clone();
        empty[0] = arguments[0] instanceof String
                ? ""
                : arguments[0] instanceof Map ? Map.of("", new byte[0]) : List.of("");
        assertThatIllegalArgumentException().isThrownBy(() -> CacheMethods.call(prefixed, method, empty));
        arguments[0] = null;
        assertThatNullPointerException().isThrownBy(() -> CacheMethods.call(prefixed, method, arguments));
        assertThat(below.calls()).isEmpty();
    }

    private static DistributedCache failing(BulkCacheException failure) {
        return new PrefixedCache(
                new StubCache(call -> {
                            throw failure;
                        })
                        .cache(),
                "p:");
    }

    private static FailedCall call(Operation operation) {
        return new FailedCall(operation, null, "stub://host", Duration.ofMillis(3));
    }

    private static void assertBare(BulkCacheException bare, BulkCacheException original) {
        assertThat(bare.failures()).containsExactly(Map.entry("bad", FAILURES.get("p:bad")));
        assertThat(bare.call()).isEqualTo(original.call());
        assertThat(bare.outcome()).isEqualTo(original.outcome());
        assertThat(bare.isTransient()).isEqualTo(original.isTransient());
        assertThat(bare).hasMessage(original.getMessage());
    }

    @Test
    void getAll_thatFailsInPart_takesThePrefixOff() {
        Map<String, byte[]> found = new LinkedHashMap<>();
        found.put("p:z", new byte[] {1});
        found.put("p:a", new byte[] {2});
        BulkCacheException failure = BulkCacheException.reading(call(Operation.GET_ALL), found, FAILURES);

        BulkCacheException bare = catchThrowableOfType(
                BulkCacheException.class, () -> failing(failure).getAll(List.of("z", "a", "bad")));

        assertBare(bare, failure);
        assertThat(bare.found()).containsExactly(Map.entry("z", new byte[] {1}), Map.entry("a", new byte[] {2}));
        assertThat(bare.foundVersioned()).isEmpty();
        assertThat(bare.done()).isEmpty();
    }

    @Test
    void getsAll_thatFailsInPart_takesThePrefixOff() {
        BulkCacheException failure = BulkCacheException.readingVersioned(
                call(Operation.GETS_ALL), Map.of("p:a", CacheMethods.ENTRY), FAILURES);

        BulkCacheException bare = catchThrowableOfType(
                BulkCacheException.class, () -> failing(failure).getsAll(List.of("a", "bad")));

        assertBare(bare, failure);
        assertThat(bare.foundVersioned()).containsExactly(Map.entry("a", CacheMethods.ENTRY));
        assertThat(bare.found()).containsExactly(Map.entry("a", CacheMethods.ENTRY.value()));
    }

    @Test
    void writes_thatFailInPart_takeThePrefixOff() {
        for (Operation operation : List.of(Operation.SET_ALL, Operation.DELETE_ALL)) {
            BulkCacheException failure = BulkCacheException.writing(call(operation), Set.of("p:a"), FAILURES);
            DistributedCache prefixed = failing(failure);

            BulkCacheException bare = catchThrowableOfType(BulkCacheException.class, () -> {
                if (operation == Operation.SET_ALL) {
                    prefixed.setAll(Map.of("a", new byte[0], "bad", new byte[0]), Ttl.forever());
                } else {
                    prefixed.deleteAll(List.of("a", "bad"));
                }
            });

            assertBare(bare, failure);
            assertThat(bare.done()).containsExactly("a");
            assertThat(bare.found()).isEmpty();
        }
    }

    @Test
    void namespaced_nests() {
        StubCache below = new StubCache(call -> null);

        below.cache().namespaced("a").namespaced("b").get("k");

        assertThat(below.calls()).containsExactly(new StubCache.Call("get", List.of("a:b:k")));
    }

    @Test
    void namespaced_withANameThatIsNone_isRefused() {
        DistributedCache cache = new StubCache(call -> null).cache();

        assertThatIllegalArgumentException().isThrownBy(() -> cache.namespaced(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.namespaced("a:\n"))
                .withMessageContaining("'a:\\u000a'");
        assertThatIllegalArgumentException().isThrownBy(() -> cache.namespaced("\uD800"));
        assertThatNullPointerException().isThrownBy(() -> cache.namespaced(null));
    }
}

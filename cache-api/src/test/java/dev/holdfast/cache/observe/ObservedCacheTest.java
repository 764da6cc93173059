package dev.holdfast.cache.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheEvent.Result;
import dev.holdfast.cache.CacheMethods;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.InlineObserver;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.StubCache;
import dev.holdfast.cache.Ttl;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedCacheTest {
    private static final Set<String> UNOBSERVED = Set.of("capabilities", "unwrap", "close");

    private final List<CacheEvent.Call> calls = new ArrayList<>();
    private final CacheObserver observer = new InlineObserver(event -> calls.add((CacheEvent.Call) event));

    private DistributedCache answering(Object answer) {
        return ObservedCache.of(new StubCache(call -> answer).cache(), observer);
    }

    static Stream<Method> methods() {
        return CacheMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethod_isForwardedOnceAndGivesOneEvent(Method method) {
        Object[] arguments = CacheMethods.arguments(method, "");
        StubCache below = new StubCache(call -> CacheMethods.answer(call, ""));

        Object answer = CacheMethods.call(ObservedCache.of(below.cache(), observer), method, arguments);

        StubCache.Call expected = new StubCache.Call(method.getName(), Arrays.asList(arguments));
        assertThat(below.calls()).containsExactly(expected);
        assertThat(answer)
                .usingRecursiveComparison()
                .withEqualsForType(Ttl::equals, Ttl.class) // whose field no module opens
                .isEqualTo(CacheMethods.answer(expected, ""));
        if (UNOBSERVED.contains(method.getName())) {
            assertThat(calls).isEmpty();
        } else {
            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.operation().verb()).isEqualTo(method.getName());
                assertThat(call.endpoint()).isEqualTo("stub://host");
                assertThat(call.key()).isEqualTo(arguments.length > 0 && arguments[0] instanceof String ? "key" : null);
                assertThat(call.error()).isNull();
                assertThat(call.nanos()).isNotNegative();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethod_thatThrows_givesOneEventWithTheError(Method method) {
        IllegalStateException failure = new IllegalStateException("thrown on purpose");
        StubCache below = new StubCache(call -> {
            throw failure;
        });
        DistributedCache cache = ObservedCache.of(below.cache(), observer);

        assertThatThrownBy(() -> CacheMethods.call(cache, method, CacheMethods.arguments(method, "")))
                .isSameAs(failure);

        if (UNOBSERVED.contains(method.getName())) {
            assertThat(calls).isEmpty();
        } else {
            assertThat(calls).singleElement().satisfies(call -> {
                assertThat(call.result()).isEqualTo(Result.FAILED);
                assertThat(call.hits()).isZero();
                assertThat(call.error()).isSameAs(failure);
            });
        }
    }

    @Test
    void bulkCalls_withoutKeys_giveOneEventEach() {
        StubCache below = new StubCache(call -> {
            throw new NullPointerException("keys");
        });
        DistributedCache cache = ObservedCache.of(below.cache(), observer);

        assertThatNullPointerException().isThrownBy(() -> cache.getAll(null));
        assertThatNullPointerException().isThrownBy(() -> cache.getsAll(null));
        assertThatNullPointerException().isThrownBy(() -> cache.setAll(null, Ttl.forever()));
        assertThatNullPointerException().isThrownBy(() -> cache.deleteAll(null));

        assertThat(calls).hasSize(4).allMatch(call -> call.result() == Result.FAILED);
    }

    static Stream<Arguments> results() {
        return Stream.of(
                result(null, Result.MISS, cache -> cache.get("k")),
                result(null, Result.MISS, cache -> cache.gets("k")),
                result(null, Result.MISS, cache -> cache.getAndTouch("k", Ttl.forever())),
                result(null, Result.MISS, cache -> cache.ttl("k")),
                result(Ttl.forever(), Result.HIT, cache -> cache.ttl("k")),
                result(Map.of(), Result.MISS, cache -> cache.getAll(List.of("k"))),
                result(false, Result.NOT_STORED, cache -> cache.add("k", new byte[0], Ttl.forever())),
                result(false, Result.NOT_STORED, cache -> cache.replace("k", new byte[0], Ttl.forever())),
                result(false, Result.MISSING, cache -> cache.delete("k")),
                result(false, Result.MISSING, cache -> cache.touch("k", Ttl.forever())),
                result(true, Result.TOUCHED, cache -> cache.touch("k", Ttl.forever())),
                result(OptionalLong.empty(), Result.MISSING, cache -> cache.incr("k", 1)),
                result(OptionalLong.empty(), Result.MISSING, cache -> cache.decr("k", 1)),
                result(7L, Result.COUNTED, cache -> cache.decr("k", 1, 1, Ttl.forever())),
                result(CasOutcome.MISSING, Result.MISSING, cache -> cache.delete("k", CacheMethods.TOKEN)),
                result(CasOutcome.CHANGED, Result.CHANGED, cache -> cache.delete("k", CacheMethods.TOKEN)),
                result(CasOutcome.STORED, Result.DELETED, cache -> cache.delete("k", CacheMethods.TOKEN)));
    }

    private static Arguments result(Object answer, Result result, Consumer<DistributedCache> call) {
        return Arguments.of(answer, result, call);
    }

    @ParameterizedTest
    @MethodSource("results")
    void event_saysWhatCameOfTheCall(Object answer, Result result, Consumer<DistributedCache> call) {
        call.accept(answering(answer));

        assertThat(calls).singleElement().satisfies(event -> {
            assertThat(event.result()).isEqualTo(result);
            assertThat(event.hits()).isEqualTo(result == Result.HIT ? 1 : 0);
            assertThat(event.keys()).isEqualTo(1);
        });
    }

    @Test
    void bulkCalls_countAKeyGivenTwiceOnce() {
        List<String> twice = List.of("a", "b", "a");
        byte[] value = {1};

        answering(Map.of("a", value, "b", value)).getAll(twice);
        answering(Map.of("a", value)).getAll(twice);
        answering(Map.of("a", CacheMethods.ENTRY)).getsAll(Set.of("a", "b"));
        answering(null).deleteAll(twice);
        answering(null).setAll(Map.of("a", value, "b", value), Ttl.forever());

        assertThat(calls).extracting(CacheEvent.Call::keys).containsOnly(2);
        assertThat(calls)
                .extracting(CacheEvent.Call::result)
                .containsExactly(Result.HIT, Result.PARTIAL, Result.PARTIAL, Result.DONE, Result.STORED);
        assertThat(calls).extracting(CacheEvent.Call::hits).containsExactly(2, 1, 1, 0, 0);
    }

    @Test
    void observer_thatThrowsAnError_harmsNoCall() {
        DistributedCache cache =
                ObservedCache.of(new StubCache(call -> new byte[] {1}).cache(), new InlineObserver(event -> {
                    throw new AssertionError("thrown on purpose");
                }));

        assertThat(cache.get("k")).isEqualTo(new byte[] {1});
    }

    @Test
    void close_thatFails_stillClosesTheObserver() {
        GuardedObserver guard = GuardedObserver.around(event -> {});
        StubCache below = new StubCache(call -> {
            throw new IllegalStateException("thrown on purpose");
        });
        DistributedCache cache = ObservedCache.of(below.cache(), guard);

        assertThatThrownBy(cache::close).isInstanceOf(IllegalStateException.class);

        guard.on(new CacheEvent.Call(Operation.PING, null, 0, 0, Result.DONE, 1, "stub://host", null));
        assertThat(guard.dropped()).isEqualTo(1);
    }

    @Test
    void unwrap_ofObserver_answersTheGuard() {
        DistributedCache cache = answering(null);

        assertThat(cache.unwrap(CacheObserver.class)).isInstanceOf(GuardedObserver.class);
        assertThat(cache.unwrap(ObservedCache.class)).isSameAs(cache);
    }
}

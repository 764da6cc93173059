package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingCacheTest {
    private static final class PlainDecorator extends ForwardingCache {
        PlainDecorator(DistributedCache delegate) {
            super(delegate);
        }
    }

    static Stream<Method> methods() {
        return CacheMethods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethod_isForwardedOnceAsItIs(Method method) {
        Object[] arguments = CacheMethods.arguments(method, "");
        StubCache below = new StubCache(call -> CacheMethods.answer(call, ""));
        DistributedCache decorator = new PlainDecorator(below.cache());

        Object answer = CacheMethods.call(decorator, method, arguments);

        StubCache.Call expected = new StubCache.Call(method.getName(), Arrays.asList(arguments));
        assertThat(below.calls()).containsExactly(expected);
        assertThat(answer).usingRecursiveComparison().isEqualTo(CacheMethods.answer(expected, ""));
    }

    @Test
    void unwrap_ofItsOwnType_answersItself() {
        PlainDecorator inner = new PlainDecorator(new StubCache(call -> null).cache());
        DistributedCache outer = new PrefixedCache(inner, "p");

        assertThat(outer.unwrap(PlainDecorator.class)).isSameAs(inner);
        assertThat(outer.unwrap(DistributedCache.class)).isSameAs(outer);
        assertThat(outer.unwrap(CacheObserver.class)).isNull();
    }

    @Test
    void toString_namesTheEndpoint() {
        assertThat(new PlainDecorator(new StubCache(call -> null).cache())).hasToString("stub://host");
    }

    @Test
    void construction_withoutDelegate_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> new PlainDecorator(null));
    }
}

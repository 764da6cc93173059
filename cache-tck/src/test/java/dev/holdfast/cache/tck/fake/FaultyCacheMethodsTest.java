package dev.holdfast.cache.tck.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No method of the interface gets past the faults, also none that is added later. */
class FaultyCacheMethodsTest {
    private static final Set<String> NEVER_SENT = Set.of("capabilities", "unwrap", "close", "namespaced", "typed");

    private static final Map<Class<?>, Object> ARGUMENTS = Map.of(
            String.class,
            "key",
            byte[].class,
            new byte[] {'1'},
            Ttl.class,
            Ttl.ofSeconds(1),
            long.class,
            1L,
            CasToken.class,
            new MapCache.Token(new byte[0]),
            Collection.class,
            List.of("key"),
            Map.class,
            Map.of("key", new byte[] {'1'}));

    private final MapCache map = new MapCache();
    private final FaultyCache cache = new FaultyCache(map);

    static Stream<Method> sentMethods() {
        return Arrays.stream(DistributedCache.class.getMethods())
                .filter(method -> !NEVER_SENT.contains(method.getName()));
    }

    private static void invoke(DistributedCache target, Method method) throws Throwable {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(ARGUMENTS::get).toArray();
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @ParameterizedTest
    @MethodSource("sentMethods")
    void failBefore_everyMethod_neverReachesTheCacheBelow(Method method) {
        cache.inject(CallFault.failBefore());

        Throwable thrown = catchThrowable(() -> invoke(cache, method));

        assertThat(thrown).isInstanceOf(CacheUnavailableException.class);
        assertThat(((CacheUnavailableException) thrown).call().operation().verb())
                .isEqualTo(method.getName());
        assertThat(map.reached).hasValue(0);
        assertThat(cache.counts().faultedFraction()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("sentMethods")
    void none_everyMethod_reachesTheCacheBelow(Method method) throws Throwable {
        invoke(cache, method);

        assertThat(map.reached).hasPositiveValue();
        assertThat(cache.counts().calls()).isEqualTo(1);
        assertThat(cache.counts().faultedFraction()).isZero();
    }

    @Test
    void counts_afterEveryMethod_coverEveryOperation() throws Throwable {
        for (Method method : sentMethods().toList()) {
            invoke(cache, method);
        }

        EnumSet<Operation> counted = EnumSet.allOf(Operation.class);
        counted.removeIf(operation -> cache.counts().calls(operation) == 0);

        assertThat(counted)
                .isEqualTo(EnumSet.complementOf(
                        EnumSet.of(Operation.OPEN, Operation.PUBLISH, Operation.ENCODE, Operation.DECODE)));
    }
}

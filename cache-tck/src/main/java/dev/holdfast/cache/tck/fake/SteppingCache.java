package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.DistributedCache;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes every call on a cache that would be sent to a server one step; a proxy, so that none can be forgotten. */
final class SteppingCache implements InvocationHandler {
    private static final Set<String> NEVER_SENT = Set.of("capabilities", "unwrap", "close", "toString");

    private final String name;
    private final DistributedCache cache;
    private final Run run;

    private SteppingCache(String name, DistributedCache cache, Run run) {
        this.name = name;
        this.cache = cache;
        this.run = run;
    }

    static DistributedCache of(String name, DistributedCache cache, Run run) {
        return (DistributedCache) Proxy.newProxyInstance(
                DistributedCache.class.getClassLoader(),
                new Class<?>[] {DistributedCache.class},
                new SteppingCache(name, cache, run));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        Object[] given = arguments == null ? new Object[0] : arguments;
        if (method.getDeclaringClass() == Object.class && !method.getName().equals("toString")) {
            return method.getName().equals("equals") ? proxy == given[0] : System.identityHashCode(proxy);
        }
        if (NEVER_SENT.contains(method.getName())) {
            return call(method, given);
        }
        return method.isDefault()
                ? InvocationHandler.invokeDefault(proxy, method, given)
                : run.<@Nullable Object>step(() -> shown(method, given), () -> call(method, given));
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Exception {
        try {
            Object answer = method.invoke(cache, arguments);
            return method.getReturnType() == void.class ? Shown.DONE : answer;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private String shown(Method method, Object[] arguments) {
        return name + "." + method.getName()
                + Arrays.stream(arguments).map(Shown::argument).collect(Collectors.joining(", ", "(", ")"));
    }
}

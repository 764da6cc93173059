package dev.holdfast.cache.fallback;

import dev.holdfast.cache.DistributedCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A cache, and how many calls that would go to a server it has had. */
final class Counted {
    private static final Set<String> FREE = Set.of("capabilities", "unwrap", "toString", "close", "hashCode", "equals");

    private final AtomicInteger calls = new AtomicInteger();
    private final DistributedCache cache;

    Counted(DistributedCache counted) {
        cache = (DistributedCache) Proxy.newProxyInstance(
                Counted.class.getClassLoader(), new Class<?>[] {DistributedCache.class}, (proxy, method, arguments) -> {
                    if (!FREE.contains(method.getName())) {
                        calls.incrementAndGet();
                    }
                    try {
                        return method.invoke(counted, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    DistributedCache cache() {
        return cache;
    }

    int calls() {
        return calls.get();
    }
}

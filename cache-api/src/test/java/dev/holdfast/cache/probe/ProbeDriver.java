package dev.holdfast.cache.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

/**
 * Opens caches that show what a driver is given: {@code get} answers its own key and asks every member for it, and
 * {@code unwrap} answers the driver's context. Opening sends one event, then fails if {@code fail} says how.
 */
public final class ProbeDriver implements CacheDriver {
    /** What {@code fail} makes of an opening. */
    private enum Failure {
        NONE,
        UNAVAILABLE,
        ERROR
    }

    @Override
    public Set<String> schemes() {
        return Set.of("probe", "probes");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        Failure failure = context.parameters().choice("fail", Failure.NONE);
        context.parameters().verify();
        context.observer().on(new CacheEvent.StateMoved("probe", url.endpoint(), "closed", "open", "asked to"));
        if (failure == Failure.UNAVAILABLE) {
            throw new CacheUnavailableException(
                    FailedCall.unsent(Operation.OPEN, null, url.endpoint()), Outcome.NOT_APPLIED, "not there", null);
        }
        if (failure == Failure.ERROR) {
            throw new NoClassDefFoundError("the/client/Library");
        }
        List<DistributedCache> members =
                url.members().stream().map(context.opener()).toList();
        return (DistributedCache) Proxy.newProxyInstance(
                ProbeDriver.class.getClassLoader(),
                new Class<?>[] {DistributedCache.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "get" -> {
                        members.forEach(member -> member.get((String) arguments[0]));
                        yield ((String) arguments[0]).getBytes(UTF_8);
                    }
                    case "unwrap" -> ((Class<?>) arguments[0]).isInstance(context) ? context : null;
                    case "toString" -> url.endpoint();
                    case "close" -> null;
                    default -> throw new AssertionError(method);
                });
    }
}

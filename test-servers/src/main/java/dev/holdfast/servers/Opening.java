package dev.holdfast.servers;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * Opens a cache on servers that are there, as often as it takes: the first in a JVM loads its client meanwhile, which on
 * a loaded machine takes longer than connecting may. How long opening takes is the drivers' own tests' claim.
 */
final class Opening {
    private Opening() {}

    static DistributedCache patiently(Supplier<DistributedCache> opening) {
        return Awaitility.await("a cache on servers that are there")
                .atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsMatching(e -> e instanceof CacheException failure && failure.isTransient())
                .until(opening::get, cache -> true);
    }
}

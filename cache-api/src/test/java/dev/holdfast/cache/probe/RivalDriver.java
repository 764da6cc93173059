package dev.holdfast.cache.probe;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import java.util.Set;

/** Claims a scheme that is another driver's. */
public final class RivalDriver implements CacheDriver {
    @Override
    public Set<String> schemes() {
        return Set.of("probe");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        throw new AssertionError("never chosen");
    }
}

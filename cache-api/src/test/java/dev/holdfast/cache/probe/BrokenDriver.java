package dev.holdfast.cache.probe;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import java.util.Set;

/** Can't be made. */
public final class BrokenDriver implements CacheDriver {
    public BrokenDriver() {
        throw new IllegalStateException("no native library");
    }

    @Override
    public Set<String> schemes() {
        return Set.of("broken");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        throw new AssertionError("never made");
    }
}

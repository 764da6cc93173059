package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.FallbackCacheBuilder;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.CacheHarness;
import dev.holdfast.cache.tck.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** A migration between the caches of two other harnesses; faults strike both sides, or new alone if old is down for good. */
final class FallbackHarness implements CacheHarness {
    private final CacheHarness newSide;
    private final CacheHarness oldSide;
    private final MigrationPhase phase;
    private final boolean oldIsDown;
    private final FallbackCache cache;
    private final FallbackCache peer;

    FallbackHarness(CacheHarness newSide, CacheHarness oldSide, MigrationPhase phase) {
        this(newSide, oldSide, phase, false);
    }

    /** With the old server switched off before the suite begins. */
    static FallbackHarness withOldDown(CacheHarness newSide, CacheHarness oldSide) {
        return new FallbackHarness(newSide, oldSide, MigrationPhase.DRAIN, true);
    }

    private FallbackHarness(CacheHarness newSide, CacheHarness oldSide, MigrationPhase phase, boolean oldIsDown) {
        this.newSide = newSide;
        this.oldSide = oldSide;
        this.phase = phase;
        this.oldIsDown = oldIsDown;
        this.cache = migrating(newSide.cache(), oldSide.cache());
        this.peer = migrating(newSide.peer(), oldSide.peer());
        if (oldIsDown) {
            oldSide.cause(Fault.REFUSE);
        }
    }

    private FallbackCache migrating(DistributedCache newCache, DistributedCache oldCache) {
        FallbackCacheBuilder builder = FallbackCache.builder(newCache, oldCache);
        Duration timeout =
                parameters.containsKey("timeout") ? Duration.parse("PT" + parameters.get("timeout")) : timeout();
        return builder.phase(phase).timeout(timeout).ticker(newSide::nanoTime).build();
    }

    @Override
    public DistributedCache cache() {
        return cache;
    }

    @Override
    public DistributedCache peer() {
        return peer;
    }

    @Override
    public DistributedCache open(Map<String, String> parameters) {
        if (oldIsDown) {
            oldSide.heal(); // a cache is not opened on a server that is not there
        }
        FallbackCacheBuilder builder = FallbackCache.builder(newSide.open(parameters), oldSide.open(parameters));
        if (oldIsDown) {
            oldSide.cause(Fault.REFUSE);
        }
        String bytes = parameters.get("maxValueBytes");
        if (bytes != null) {
            builder.maxValueBytes(Integer.parseInt(bytes));
        }
        Duration timeout =
                parameters.containsKey("timeout") ? Duration.parse("PT" + parameters.get("timeout")) : timeout();
        return builder.phase(phase).timeout(timeout).ticker(newSide::nanoTime).build();
    }

    @Override
    public long nanoTime() {
        return newSide.nanoTime();
    }

    @Override
    public void advance(Duration duration) {
        newSide.advance(duration);
    }

    @Override
    public Duration expiryResolution() {
        return newSide.expiryResolution().plus(oldSide.expiryResolution());
    }

    @Override
    public Duration timeout() {
        Duration one = newSide.timeout();
        Duration other = oldSide.timeout();
        return one.compareTo(other) > 0 ? one : other;
    }

    @Override
    public Set<Fault> faults() {
        return newSide.faults();
    }

    @Override
    public void cause(Fault fault) {
        newSide.cause(fault);
        if (!oldIsDown) {
            oldSide.cause(fault);
        }
    }

    @Override
    public void heal() {
        newSide.heal();
        if (!oldIsDown) {
            oldSide.heal();
        }
    }

    @Override
    public void close() {
        if (oldIsDown) {
            oldSide.heal();
        }
        cache.close();
        peer.close();
        newSide.close();
        oldSide.close();
    }
}

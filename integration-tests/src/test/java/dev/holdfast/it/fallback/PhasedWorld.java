package dev.holdfast.it.fallback;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.History;
import dev.holdfast.cache.tck.fake.Scene;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** An old and a new cache on one clock, for one run, each call on which is a step; and processes that share them. */
final class PhasedWorld {
    private final Scene scene;
    private final FakeTicker ticker = FakeTicker.create();
    private final FaultyCache fresh;
    private final FaultyCache old;

    PhasedWorld(Scene scene, UnaryOperator<DistributedCache> backend) {
        this.scene = scene;
        this.fresh = new FaultyCache(backend.apply(open()));
        this.old = new FaultyCache(backend.apply(open()));
    }

    private DistributedCache open() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    PhasedProcess process(String name, MigrationPhase phase) {
        return new PhasedProcess(
                name, phase, scene.shared("new", fresh), scene.shared("old", old), ticker, scene.history());
    }

    /** A process in DRAIN that does not reach old, and new by this line; what it is answered is in no history. */
    FallbackCache processCutOffFromOld(UnaryOperator<DistributedCache> line) {
        FaultyCache away = new FaultyCache(old);
        away.inject(CallFault.failBefore());
        return FallbackCache.builder(line.apply(scene.shared("new", fresh)), away)
                .phase(MigrationPhase.DRAIN)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    FaultyCache fresh() {
        return fresh;
    }

    FaultyCache old() {
        return old;
    }

    History history() {
        return scene.history();
    }

    void advance(Duration duration) {
        scene.advance(ticker, duration);
    }
}

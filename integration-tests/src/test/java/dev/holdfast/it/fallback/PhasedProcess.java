package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.History;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** A process in one phase, with its own cache made of the shared ones, and what that does in the background. */
final class PhasedProcess {
    private final Queue<Runnable> background = new ArrayDeque<>();
    private final FallbackCache own;
    private final DistributedCache recorded;

    PhasedProcess(
            String name,
            MigrationPhase phase,
            DistributedCache fresh,
            DistributedCache old,
            FakeTicker ticker,
            History history) {
        this.own = FallbackCache.builder(fresh, old)
                .phase(phase)
                .ticker(ticker)
                .executor(background::add)
                .build();
        this.recorded = history.of(name, own);
    }

    /** Does something, then what that left to do in the background. */
    void acts(Consumer<DistributedCache> deed) {
        deed.accept(recorded);
        worksInTheBackground();
    }

    void worksInTheBackground() {
        for (Runnable work = background.poll(); work != null; work = background.poll()) {
            work.run();
        }
        own.repair();
    }
}

package dev.holdfast.it.faults;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Plays the cells of one backend, one after the other. */
final class Theatre implements AutoCloseable {
    private final Backend backend;
    private final RedisServer healthy = RedisServer.started();
    private @Nullable Stage kept;
    private long plays;

    Theatre(Backend backend) {
        this.backend = backend;
    }

    Findings play(Cell cell, long seed) throws Exception {
        return play(cell, seed, UnaryOperator.identity());
    }

    /** With a fault planted above the caches. Each play has keys of its own. */
    Findings play(Cell cell, long seed, UnaryOperator<DistributedCache> plant) throws Exception {
        String namespace = "play" + ++plays;
        UnaryOperator<DistributedCache> planted = cache -> plant.apply(cache.namespaced(namespace));
        if (!backend.isCostly()) {
            try (Stage stage = backend.start(cell.mishap())) {
                return Play.of(cell, stage, healthy.url(), seed, planted);
            }
        }
        if (kept == null) {
            kept = backend.start(cell.mishap());
        }
        try {
            return Play.of(cell, kept, healthy.url(), seed, planted);
        } catch (Exception | Error e) {
            kept.close(); // who knows in what state
            kept = null;
            throw e;
        }
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
        }
        healthy.close();
    }
}

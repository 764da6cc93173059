package dev.holdfast.it.fallback;

import dev.holdfast.cache.DistributedCache;
import java.util.function.BinaryOperator;

/** How others move to new servers. */
@SuppressWarnings("ImmutableEnumChecker") // its function keeps nothing
enum NaiveMove {
    /** By {@link NaiveFallback}. */
    PYMEMCACHE(NaiveFallback::new),
    /** By {@link PromotingFallback}. */
    MCROUTER(PromotingFallback::new);

    private final BinaryOperator<DistributedCache> move;

    NaiveMove(BinaryOperator<DistributedCache> move) {
        this.move = move;
    }

    MovingCaches caches() {
        return new MovingCaches(move);
    }
}

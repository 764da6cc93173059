package dev.holdfast.cache.recipes.aside;

import java.util.random.RandomGenerator;

/** What may be done with a value of that age. */
final class Freshness {
    private final EarlyRefresh early;
    private final long staleMillis;
    private final long keptMillis;
    private final RandomGenerator random;

    Freshness(CacheAsideOptions options) {
        this.early = options.earlyRefresh();
        this.staleMillis = options.staleTtl().toMillis();
        this.keptMillis = options.staleOnError().toMillis();
        this.random = options.runtime().random();
    }

    /** From best to worst. */
    enum Phase {
        /** Serve it. */
        FRESH,
        /** Serve it, and load anew. */
        EARLY,
        /** Serve it as stale, and load anew. */
        STALE,
        /** Load anew, and serve it if that fails or takes too long. */
        KEPT,
        /** Load anew. */
        OVER;

        boolean isServable() {
            return this != OVER;
        }
    }

    /** The phase of what was seen; one that is ended by the store is fresh for as long as it is there. */
    Phase of(Sight<?> sight) {
        Envelope.Header header = sight.header();
        if (header == null) {
            return Phase.OVER;
        }
        long past = sight.ageMillis() - header.ttlMillis();
        if (header.endedByStore() || past < 0) {
            return isEarly(sight, header) ? Phase.EARLY : Phase.FRESH;
        }
        if (past < staleMillis) {
            return Phase.STALE;
        }
        return past < keptMillis ? Phase.KEPT : Phase.OVER;
    }

    private boolean isEarly(Sight<?> sight, Envelope.Header header) {
        return early != EarlyRefresh.none()
                && !header.endedByStore()
                && early.isDue(sight.ageMillis(), header.ttlMillis(), header.loadMillis(), random);
    }
}

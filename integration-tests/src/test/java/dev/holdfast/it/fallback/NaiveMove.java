package dev.holdfast.it.fallback;

/** How others move to new servers. */
@SuppressWarnings("ImmutableEnumChecker") // its function keeps nothing
enum NaiveMove {
    /** By {@link NaiveFallback}. */
    PYMEMCACHE((fresh, old, ticker) -> new NaiveFallback(fresh, old)),
    /** By {@link PromotingFallback}. */
    MCROUTER((fresh, old, ticker) -> new PromotingFallback(fresh, old));

    private final MovingCaches.Move move;

    NaiveMove(MovingCaches.Move move) {
        this.move = move;
    }

    MovingCaches caches() {
        return new MovingCaches(move);
    }
}

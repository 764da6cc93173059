package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.History;
import org.jspecify.annotations.Nullable;

/** Where a stage says what its servers lose, so that the history is judged by it. */
final class Losses {
    private final @Nullable History history;

    private Losses(@Nullable History history) {
        this.history = history;
    }

    /** They are losses of the cache's too. */
    static Losses of(History history) {
        return new Losses(history);
    }

    /** Somebody else holds what the servers lose: nothing may be missing. */
    static Losses none() {
        return new Losses(null);
    }

    void all(Runnable action) {
        if (history == null) {
            action.run();
        } else {
            history.emptied(action);
        }
    }

    void some(Runnable action) {
        if (history == null) {
            action.run();
        } else {
            history.partlyEmptied(action);
        }
    }

    /** What is acknowledged while the action runs, and in the moment before, may be forgotten afterwards. */
    void latest(Runnable action) {
        long from = history == null ? 0 : history.now() - LAG_MICROS;
        action.run();
        if (history != null) {
            history.mayForget(from, history.now());
        }
    }

    /** By how much a replica may be behind its master. */
    private static final long LAG_MICROS = 100_000;
}

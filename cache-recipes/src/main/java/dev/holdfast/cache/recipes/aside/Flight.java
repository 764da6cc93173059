package dev.holdfast.cache.recipes.aside;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One key on its way from the source: begun by one caller, waited for by any number. Callers take the one that is under
 * way only if its load cannot have begun before what they saw in the cache.
 */
final class Flight<V> {
    private final String key;
    private final Purpose purpose;
    private final Sight<V> seen;
    private final BulkLoader<V> loader;
    private final long createdNanos;
    private final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();
    private final Runnable carrier;
    private volatile @Nullable Runnable cargo;
    private volatile @Nullable Fence fence;
    private volatile @Nullable Load<V> load;
    private volatile boolean nested;
    private volatile boolean parked;
    private volatile boolean waitingForOther;
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicInteger attempts = new AtomicInteger();

    /** Why it was begun. */
    enum Purpose {
        /** Someone waits. */
        WANTED,
        /** A value is there that is better replaced; nobody waits. */
        BACKGROUND,
        /** {@link CacheAside#refresh}: whatever is there. */
        FORCED
    }

    Flight(
            String key,
            Purpose purpose,
            Sight<V> seen,
            BulkLoader<V> loader,
            boolean nested,
            long createdNanos,
            UnaryOperator<Runnable> context) {
        this.key = key;
        this.purpose = purpose;
        this.seen = seen;
        this.loader = loader;
        this.nested = nested;
        this.createdNanos = createdNanos;
        this.carrier = context.apply(() -> {
            Runnable task = cargo;
            if (task != null) {
                task.run();
            }
        });
    }

    String key() {
        return key;
    }

    Purpose purpose() {
        return purpose;
    }

    /** What the caller saw who began it. */
    Sight<V> seen() {
        return seen;
    }

    BulkLoader<V> loader() {
        return loader;
    }

    /** Whether a loader waits for it, and so leaves its place to it. */
    boolean isNested() {
        return nested;
    }

    void nest() {
        nested = true;
    }

    long createdNanos() {
        return createdNanos;
    }

    CompletableFuture<Landing<V>> landing() {
        return landing;
    }

    /** Runs a task in the context of the caller who began it. */
    void carry(Runnable task) {
        cargo = task;
        carrier.run();
    }

    /** Counts the times it was tried to find out who loads. */
    int nextAttempt() {
        return attempts.incrementAndGet();
    }

    /** Counts the times it was loaded. */
    int nextLoad() {
        return loads.incrementAndGet();
    }

    /** Whether it has not waited for another process before. */
    boolean beginsToWait() {
        boolean begins = !waitingForOther;
        waitingForOther = true;
        return begins;
    }

    boolean isWaitingForOther() {
        return waitingForOther;
    }

    void fencedBy(Fence newFence) {
        fence = newFence;
    }

    Fence fence() {
        Fence current = fence;
        if (current == null) {
            throw new IllegalStateException("not fenced yet");
        }
        return current;
    }

    void loadedBy(Load<V> newLoad) {
        load = newLoad;
    }

    @Nullable
    Load<V> load() {
        return load;
    }

    /** It has ended, and stays only so that nobody begins another one for a value that may be served. */
    void park() {
        parked = true;
    }

    /**
     * Whether a caller may have the result.
     *
     * @param sight what the caller saw
     * @param servable whether that may be served, should this fail
     * @param beganNanos before the caller looked
     */
    boolean serves(Sight<V> sight, boolean servable, long beganNanos) {
        if (parked) {
            return servable && sight.mark() == seen.mark();
        }
        Fence current = fence;
        return current == null
                || current.kind() == Fence.Kind.BLIND
                || sight.state() == Sight.State.UNSEEN
                || current.sinceNanos() - beganNanos >= 0
                || (current.mark() != 0 && current.mark() == sight.mark() && sight.spaceVersion() <= current.clock());
    }

    /** Whether it loads whatever is there, and is yet to begin with that. */
    boolean willForce() {
        return purpose == Purpose.FORCED && fence == null && !parked;
    }
}

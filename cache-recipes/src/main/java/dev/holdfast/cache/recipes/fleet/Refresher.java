package dev.holdfast.cache.recipes.fleet;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.TypedVersioned;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that one process of a fleet loads anew each period, and that all read from the cache. Every process starts
 * one; whose turn it is they settle by an {@code add}.
 *
 * <ul>
 *   <li><b>One process a period</b>: the next turn begins a period after the last one began, or when that one ends
 *       where it took longer. Periods that were missed are not made up for.
 *   <li><b>A process that is killed</b>, or loses the cache, costs a period at most; while it refreshes, a lease. Then
 *       another one takes over.
 *   <li><b>No older value over a newer one</b>: a refresher whose turn was over, because it hung or was paused, throws
 *       its value away; what it read before it loaded must be there still.
 *   <li><b>A failure</b> is told to the listener, and tried again after 1 s and jitter, then ever later up to the period; the value
 *       stays as it is meanwhile, until its TTL.
 * </ul>
 *
 * <p>Beside the key lies {@code <key>~turn}. Uses {@link dev.holdfast.cache.Capability#TTL_READ} to know when the next
 * turn is due; without it, tries ten times a period. Safe for any number of threads. Keeps the cache open when closed.
 *
 * @param <V> the type of the value
 */
public final class Refresher<V> implements AutoCloseable {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int RENEWALS_A_LEASE = 3;
    private static final int TRIES = 3;
    private static final int MOST_DOUBLINGS = 30;

    private final String key;
    private final TypedCache<V> cache;
    private final Callable<? extends V> loader;
    private final Duration period;
    private final Ttl ttl;
    private final Duration renewal;
    private final Duration longest;
    private final Supplier<Duration> jitter;
    private final RefreshTurn turn;
    private final Background background;
    private final Executor executor;
    private final @Nullable ExecutorService ours;
    private final LongSupplier ticker;
    private final LongAdder refreshed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder discarded = new LongAdder();

    /** Only who has the turn, or tries for it, uses it. */
    private volatile int failuresInRow;

    private volatile boolean closed;

    Refresher(RefresherBuilder<V> builder) {
        this.key = builder.key();
        this.cache = builder.cache().typed(builder.codec());
        this.loader = builder.loader();
        this.period = builder.period();
        this.ttl = builder.ttl();
        this.renewal = builder.lease().dividedBy(RENEWALS_A_LEASE);
        this.longest = builder.longest();
        this.jitter = builder::nextJitter;
        this.turn = new RefreshTurn(
                builder.cache(), key, new Claims(builder.cache(), builder.random()), builder.lease(), period);
        this.background = builder.background();
        this.ours = builder.executor() == null ? thread() : null;
        this.executor = ours == null ? Objects.requireNonNull(builder.executor()) : ours;
        this.ticker = builder.ticker();
    }

    private static ExecutorService thread() {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "holdfast-refresher-loader");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts with the defaults.
     *
     * @param cache where the value is; not closed with the refresher
     * @param key the value's key
     * @param codec of the value
     * @param loader loads the value, not null; interrupted by {@link #close()} where it runs on the refresher's own
     *     thread
     * @param <V> the type of the value
     * @return a new builder
     */
    public static <V> RefresherBuilder<V> builder(
            DistributedCache cache, String key, Codec<V> codec, Callable<? extends V> loader) {
        return new RefresherBuilder<>(cache, key, codec, loader);
    }

    /**
     * Reads the value from the cache, whoever refreshed it.
     *
     * @return the value; null if it was never loaded, or is not refreshed for longer than its TTL
     * @throws CacheException if the cache failed
     */
    public @Nullable V value() {
        return cache.get(key);
    }

    void begin() {
        background.plan(0, this::tryForTurn);
    }

    private void plan(Duration later) {
        if (!closed) {
            background.plan(later.plus(jitter.get()).toNanos(), this::tryForTurn);
        }
    }

    private void tryForTurn() {
        try {
            if (turn.take()) {
                beginTurn(ticker.getAsLong());
            } else {
                plan(turn.untilDue());
            }
        } catch (IllegalStateException e) {
            failed(e); // the cache is closed: there is no more to do
        } catch (RuntimeException | Error e) {
            plan(failed(e));
        }
    }

    private void beginTurn(long startNanos) {
        planRenewal(startNanos);
        try {
            executor.execute(() -> refresh(startNanos));
        } catch (RuntimeException | Error e) { // full, shut down, or out of threads: another process may have one
            endTurn(Duration.ZERO);
            if (!closed) {
                plan(failed(e));
            }
        }
    }

    private void planRenewal(long startNanos) {
        background.plan(renewal.toNanos(), () -> renew(startNanos));
    }

    private void renew(long startNanos) {
        if (sinceNanos(startNanos).compareTo(longest) > 0) {
            return;
        }
        try {
            turn.renew(() -> planRenewal(startNanos));
        } catch (RuntimeException e) {
            background.failed(e);
        }
    }

    private Duration sinceNanos(long startNanos) {
        return Duration.ofNanos(ticker.getAsLong() - startNanos);
    }

    private void refresh(long startNanos) {
        Duration next = Duration.ZERO;
        try {
            if (!closed) {
                load(startNanos);
                next = period.minus(sinceNanos(startNanos));
            }
        } catch (Exception | Error e) {
            next = closed ? Duration.ZERO : failed(e);
        } finally {
            endTurn(next);
            plan(next.isNegative() ? Duration.ZERO : next);
        }
    }

    private void load(long startNanos) throws Exception {
        TypedVersioned<V> before = cache.gets(key);
        V value = Objects.requireNonNull(loader.call(), "the loader's value");
        boolean stored = sinceNanos(startNanos).compareTo(longest) <= 0 && store(before, value);
        (stored ? refreshed : discarded).increment();
        failuresInRow = 0;
    }

    private void endTurn(Duration next) {
        try {
            Claims.uninterrupted(() -> {
                turn.end(closed ? Duration.ZERO : next);
                return true;
            });
        } catch (RuntimeException | Error e) {
            background.failed(e); // the lease ends it
        }
    }

    /** Stores what was loaded, if it is still this process's turn and nobody has refreshed since it began. */
    private boolean store(@Nullable TypedVersioned<V> before, V value) {
        TypedVersioned<V> found = before;
        for (int i = 0; i < TRIES; i++) {
            if (closed || !turn.isHeld()) {
                return false;
            }
            if (found == null ? cache.add(key, value, ttl) : cas(value, found)) {
                return true;
            }
            found = cache.gets(key); // expired, or written by another hand while it is our turn
        }
        return false;
    }

    private boolean cas(V value, TypedVersioned<V> found) {
        return cache.cas(key, value, found.token(), ttl) == CasOutcome.STORED;
    }

    /** Tells of the failure; when to try again. */
    private Duration failed(Throwable failure) {
        failed.increment();
        background.failed(failure);
        int before = failuresInRow;
        failuresInRow = before + 1;
        Duration backoff = FIRST_BACKOFF.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
        return backoff.compareTo(period) < 0 ? backoff : period;
    }

    /**
     * What this process did.
     *
     * @return the figures of this moment
     */
    public RefresherFigures figures() {
        return new RefresherFigures(refreshed.sum(), failed.sum(), discarded.sum());
    }

    /**
     * Takes no more turns, and gives one under way back: its loader is interrupted where it runs on the refresher's own
     * thread, and its value is thrown away. Waits for nothing. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        background.close();
        if (ours != null) {
            ours.shutdownNow();
        }
    }

    /** The key and the cache below, without secrets. */
    @Override
    public String toString() {
        return "Refresher[" + KeyRules.printable(key) + " in " + cache + "]";
    }
}

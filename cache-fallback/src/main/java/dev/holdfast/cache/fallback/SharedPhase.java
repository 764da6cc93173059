package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PhaseSource} that a fleet of processes shares: one entry of a cache, best the new one, holds the phase, a
 * generation, and what each process has acknowledged, and is changed by {@code cas} alone.
 *
 * <p>Each process looks once a period and acknowledges. {@link #moveTo} takes a step only when all have acknowledged
 * the last one, so that no two are ever more than a step apart; a process that ended without closing stays in the way,
 * by name, until it is {@linkplain #forget forgotten}. While the entry can't be read a process stays in the phase it
 * knows; while it can't be written nobody moves.
 *
 * <p>The cache may lose the entry: it is emptied, or falls back to an older state. A process that knows a later
 * generation stays where it is and writes the entry again; nobody moves on until all it knew have acknowledged anew. A
 * process that joins and finds no entry waits two periods for one that does so, and only then begins in
 * {@code OLD_ONLY}. If the entry is lost while no process runs, nobody knows the phase any more: give the next ones
 * {@link PhaseSource#fixed} instead. Safe for several threads.
 */
public final class SharedPhase implements PhaseSource, AutoCloseable {
    private static final int MOST_ATTEMPTS = 200;

    /** How long who finds no entry waits for a running process, which looks once a period, to write it again. */
    private static final int PERIODS_TO_WAIT = 2;

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final DistributedCache cache;
    private final String key;
    private final String process;
    private final Duration period;
    private final LongSupplier ticker;
    private final @Nullable ScheduledThreadPoolExecutor thread;
    private volatile Known known;

    /** What this process acts on, and since when its generation. */
    private record Known(Fleet fleet, long sinceNanos) {}

    private SharedPhase(
            DistributedCache cache,
            String key,
            String process,
            Duration period,
            LongSupplier ticker,
            Runnable pause,
            boolean byHand) {
        this.cache = cache;
        this.key = key;
        this.process = process;
        this.period = period;
        this.ticker = ticker;
        Fleet found = read();
        for (int i = 0; found == null && i < PERIODS_TO_WAIT; i++) {
            pause.run();
            found = read();
        }
        Fleet first = found == null ? new Fleet(0, MigrationPhase.OLD_ONLY, Map.of()) : found;
        this.known = new Known(first, ticker.getAsLong() - period.toNanos()); // who begins has no calls running
        refresh();
        this.thread = byHand ? null : DaemonThread.named("holdfast-migration-phase", IDLE);
        if (thread != null) {
            var unused = thread.scheduleWithFixedDelay(
                    this::refreshQuietly, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Joins the fleet, which begins in {@code OLD_ONLY}, and looks for its phase once a second.
     *
     * @param cache where the entry is; not a {@link FallbackCache}, and not closed by this
     * @param migration its name, the same in every process
     * @param process this process's name, without spaces; no other's
     * @return the source, after two seconds if there is no entry
     * @throws CacheException if the entry can't be read: which phase to begin in is not known then
     */
    public static SharedPhase join(DistributedCache cache, String migration, String process) {
        return join(cache, migration, process, Duration.ofSeconds(1));
    }

    /**
     * Joins the fleet, and looks for its phase once a period.
     *
     * @param cache where the entry is; not a {@link FallbackCache}, and not closed by this
     * @param migration its name, the same in every process
     * @param process this process's name, without spaces; no other's
     * @param period more than zero, the same in every process, and longer than the cache's calls take: a step is
     *     acknowledged so long after it, when the calls that began before are to have ended
     * @return the source, after two periods if there is no entry
     * @throws CacheException if the entry can't be read: which phase to begin in is not known then
     */
    public static SharedPhase join(DistributedCache cache, String migration, String process, Duration period) {
        String key = keyOf(migration);
        Runnable pause = () -> pause(cache, key, period);
        return new SharedPhase(cache, key, named(process), period, System::nanoTime, pause, false);
    }

    /** Without a thread: looks only when told to, once a second of the ticker; the pause takes as long. */
    static SharedPhase joinByHand(
            DistributedCache cache, String migration, String process, LongSupplier ticker, Runnable pause) {
        return new SharedPhase(cache, keyOf(migration), named(process), Duration.ofSeconds(1), ticker, pause, true);
    }

    private static void pause(DistributedCache cache, String key, Duration period) {
        try {
            TimeUnit.NANOSECONDS.sleep(period.toNanos());
        } catch (InterruptedException e) {
            throw CacheInterruptedException.restoringTheFlag(
                    FailedCall.unsent(Operation.GETS, key, cache.toString()), Outcome.NOT_APPLIED, e);
        }
    }

    private static String keyOf(String migration) {
        return "holdfast:migration:" + migration;
    }

    private static String named(String process) {
        if (process.isEmpty() || process.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a process's name must be a word without spaces");
        }
        return process;
    }

    @Override
    public MigrationPhase phase() {
        return known.fleet().phase();
    }

    /**
     * What the fleet has agreed on.
     *
     * @return as it is now; as it was last known here where the entry is lost
     * @throws CacheException if it can't be read
     */
    public Fleet fleet() {
        return standing(read());
    }

    private @Nullable Fleet read() {
        Versioned entry = cache.gets(key);
        return entry == null ? null : Fleet.of(entry.value());
    }

    /** What is written; what this process knows where that is lost, or of an earlier generation, which is as bad. */
    private Fleet standing(@Nullable Fleet written) {
        Fleet mine = known.fleet();
        if (written != null && written.generation() >= mine.generation()) {
            return written;
        }
        return mine.toldAgain(
                written == null ? Set.of() : written.acknowledged().keySet());
    }

    /**
     * Looks for the phase now: acts on a new one, and acknowledges it at the first look a period after that, when the
     * calls that began before have ended.
     *
     * @return the phase
     * @throws CacheException if it can't be read: the phase then stays; or can't be acknowledged
     */
    public MigrationPhase refresh() {
        change(fleet -> hasActedForAPeriod() ? fleet.with(process) : fleet);
        return phase();
    }

    private boolean hasActedForAPeriod() {
        return ticker.getAsLong() - known.sinceNanos() >= period.toNanos();
    }

    private void refreshQuietly() {
        try {
            refresh();
        } catch (CacheException | IllegalStateException e) {
            // looked for again in a period; until then the phase stays
        }
    }

    /**
     * Takes the fleet one step, forward or back.
     *
     * @param next a neighbouring phase
     * @throws IllegalArgumentException if it is more than one step away
     * @throws IllegalStateException if a process has not acknowledged the last step, naming it
     * @throws CacheException if the entry can't be changed; with outcome UNKNOWN the step may be taken
     */
    public void moveTo(MigrationPhase next) {
        change(fleet -> {
            PhaseSwitch.requireNeighbour(fleet.phase(), next);
            Set<String> laggards = fleet.laggards();
            if (!laggards.isEmpty()) {
                throw new IllegalStateException("not acknowledged yet by " + String.join(", ", laggards)
                        + ": wait for them, or forget those that have ended");
            }
            return fleet.phase() == next ? fleet : fleet.movedTo(next);
        });
    }

    /**
     * Takes a process that has ended out of the fleet.
     *
     * @param ended its name
     * @throws CacheException if the entry can't be changed
     */
    public void forget(String ended) {
        change(fleet -> fleet.without(ended));
    }

    private void change(UnaryOperator<Fleet> change) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Versioned entry = cache.gets(key);
            Fleet written = entry == null ? null : Fleet.of(entry.value());
            Fleet seen = standing(written);
            actOn(seen);
            Fleet next = change.apply(seen);
            if (next.equals(written)) {
                return;
            }
            boolean stored = entry == null
                    ? cache.add(key, next.toBytes(), Ttl.forever())
                    : cache.cas(key, next.toBytes(), entry.token(), Ttl.forever())
                            .applied();
            if (stored) {
                actOn(next);
                return;
            }
        }
        throw new CacheOverloadedException(
                FailedCall.unsent(Operation.CAS, key, cache.toString()),
                "others changed the entry that holds the phase " + MOST_ATTEMPTS + " times");
    }

    /** Another thread may have got further. */
    private synchronized void actOn(Fleet fleet) {
        long further = fleet.generation() - known.fleet().generation();
        if (further >= 0) {
            known = new Known(fleet, further == 0 ? known.sinceNanos() : ticker.getAsLong());
        }
    }

    /** Leaves the fleet, if the entry can be changed, and ends the thread. */
    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
        try {
            forget(process);
        } catch (CacheException | IllegalStateException e) {
            // stays in the fleet's list, for somebody to forget
        }
    }
}

package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PhaseSource} that a fleet of processes shares: one entry of a cache, best the new one, holds the phase, a
 * generation, and what each process has acknowledged, and is changed by {@code cas} alone.
 *
 * <p>Each process looks once a period and acknowledges. {@link #moveTo} takes a step only when all have acknowledged
 * the last one, so that no two are ever more than a step apart; a process that ended without closing stays in the way,
 * by name, until it is {@linkplain #forget forgotten}. While the entry can't be read a process stays in the phase it
 * knows; while it can't be written nobody moves. Safe for several threads.
 */
public final class SharedPhase implements PhaseSource, AutoCloseable {
    private static final int MOST_ATTEMPTS = 200;

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final DistributedCache cache;
    private final String key;
    private final String process;
    private final @Nullable ScheduledThreadPoolExecutor thread;
    private volatile MigrationPhase phase;

    /** The generation acted on; negative before the first. */
    private volatile long actsOn = -1;

    private SharedPhase(DistributedCache cache, String key, String process, @Nullable Duration period) {
        this.cache = cache;
        this.key = key;
        this.process = process;
        this.phase = MigrationPhase.OLD_ONLY;
        this.thread = period == null ? null : DaemonThread.named("holdfast-migration-phase", IDLE);
        refresh();
        if (thread != null && period != null) {
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
     * @return the source
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
     * @param period more than zero
     * @return the source
     * @throws CacheException if the entry can't be read: which phase to begin in is not known then
     */
    public static SharedPhase join(DistributedCache cache, String migration, String process, Duration period) {
        return new SharedPhase(cache, keyOf(migration), named(process), Objects.requireNonNull(period, "period"));
    }

    /** Without a thread: looks only when told to. */
    static SharedPhase joinByHand(DistributedCache cache, String migration, String process) {
        return new SharedPhase(cache, keyOf(migration), named(process), null);
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
        return phase;
    }

    /**
     * What the fleet has agreed on.
     *
     * @return as it is now
     * @throws CacheException if it can't be read
     */
    public Fleet fleet() {
        Versioned entry = cache.gets(key);
        return entry == null ? new Fleet(0, phase, Map.of()) : Fleet.of(entry.value());
    }

    /**
     * Looks for the phase now: acts on a new one, and acknowledges it at the look after that, when the calls that began
     * before have ended.
     *
     * @return the phase
     * @throws CacheException if it can't be read or acknowledged; the phase then stays
     */
    public MigrationPhase refresh() {
        change(fleet -> {
            boolean known = actsOn == fleet.generation() || actsOn < 0; // who begins has no calls running
            actsOn = fleet.generation();
            phase = fleet.phase();
            boolean acknowledged = fleet.acknowledged().getOrDefault(process, -1L) == fleet.generation();
            return known && !acknowledged ? fleet.with(process) : fleet;
        });
        return phase;
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
        refresh();
    }

    /**
     * Takes a process that has ended out of the fleet.
     *
     * @param ended its name
     * @throws CacheException if the entry can't be changed
     */
    public void forget(String ended) {
        change(fleet -> fleet.acknowledged().containsKey(ended) ? fleet.without(ended) : fleet);
    }

    private Fleet change(UnaryOperator<Fleet> change) {
        for (int i = 0; i < MOST_ATTEMPTS; i++) {
            Versioned entry = cache.gets(key);
            Fleet seen = entry == null ? new Fleet(0, phase, Map.of()) : Fleet.of(entry.value());
            Fleet next = change.apply(seen);
            if (entry != null && next.equals(seen)) {
                return seen;
            }
            boolean stored = entry == null
                    ? cache.add(key, next.toBytes(), Ttl.forever())
                    : cache.cas(key, next.toBytes(), entry.token(), Ttl.forever())
                            .applied();
            if (stored) {
                return next;
            }
        }
        throw new CacheOverloadedException(
                FailedCall.unsent(Operation.CAS, key, cache.toString()),
                "others changed the entry that holds the phase " + MOST_ATTEMPTS + " times");
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

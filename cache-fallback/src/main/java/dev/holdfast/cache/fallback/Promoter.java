package dev.holdfast.cache.fallback;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies, moves and repairs behind the callers' backs: one thread, there only while there is work, or the
 * application's executor. Bounded: what does not fit is not promoted this time.
 */
final class Promoter {
    private static final int MOST_WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final long REPAIR_MILLIS = 50;

    /** Keys that are looked at in one round trip: their values may be large. */
    private static final int AT_ONCE = 64;

    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean repairing = new AtomicBoolean();
    private final Placement placement;
    private final Copies copies;
    private final RepairJournal journal;
    private final MigrationFigures figures;
    private final PhaseSource phases;
    private final Executor executor;
    private final @Nullable ScheduledThreadPoolExecutor own;

    Promoter(
            Placement placement,
            Copies copies,
            RepairJournal journal,
            MigrationFigures figures,
            PhaseSource phases,
            @Nullable Executor executor) {
        this.placement = placement;
        this.copies = copies;
        this.journal = journal;
        this.figures = figures;
        this.phases = phases;
        this.own = executor == null ? DaemonThread.named("holdfast-migration", IDLE) : null;
        this.executor = own == null ? Objects.requireNonNull(executor) : own;
    }

    /** Does something for a key later, once, however often it is asked for before it is done; not in another phase. */
    void later(String key, Consumer<String> work) {
        if (waiting.size() >= MOST_WAITING && !waiting.contains(key)) {
            figures.droppedPromotions.increment();
            return;
        }
        MigrationPhase asked = phases.phase();
        if (!waiting.add(key)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    if (phases.phase() == asked) {
                        work.accept(key);
                    }
                } catch (CacheException | IllegalStateException e) {
                    figures.droppedPromotions.increment(); // the next reader tries again
                } finally {
                    waiting.remove(key);
                }
            });
        } catch (RejectedExecutionException e) {
            waiting.remove(key);
            figures.droppedPromotions.increment();
        }
    }

    /** Notes that a key's other side is to be brought in step as soon as it can be. */
    void repairLater(String key, RepairJournal.Repair repair) {
        figures.journalled.increment();
        journal.note(key, repair);
        if (own != null && repairing.compareAndSet(false, true)) {
            schedule(own);
        }
    }

    private void schedule(ScheduledThreadPoolExecutor thread) {
        try {
            var unused = thread.schedule(() -> repairAndGoOn(thread), REPAIR_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            repairing.set(false); // closed
        }
    }

    private void repairAndGoOn(ScheduledThreadPoolExecutor thread) {
        try {
            repairAll();
        } finally {
            if (journal.size() > 0) {
                schedule(thread);
            } else {
                repairing.set(false);
                if (journal.size() > 0 && repairing.compareAndSet(false, true)) {
                    schedule(thread);
                }
            }
        }
    }

    /**
     * Tries the open repairs, many in a round trip, until nobody answers for so many: a side is away still. In another
     * order each time, so that keys of one server that is away don't keep those of the others waiting.
     *
     * @return how many are left
     */
    int repairAll() {
        List<Map.Entry<String, RepairJournal.Need>> open = new ArrayList<>(journal.open());
        Collections.shuffle(open, ThreadLocalRandom.current());
        for (int from = 0; from < open.size(); from += AT_ONCE) {
            Map<String, RepairJournal.Need> inOld = new HashMap<>();
            Map<String, RepairJournal.Need> inNew = new HashMap<>();
            for (var one : open.subList(from, Math.min(open.size(), from + AT_ONCE))) {
                boolean isOlds = one.getValue().repair() == RepairJournal.Repair.DISOWN_IN_OLD;
                (isOlds ? inOld : inNew).put(one.getKey(), one.getValue());
            }
            boolean oldAnswered = repairIn(placement.oldCache, inOld, placement::disown);
            boolean newAnswered = repairIn(placement.newCache, inNew, copies::withdraw);
            if (!oldAnswered && !newAnswered) {
                break;
            }
        }
        return journal.size();
    }

    /** Looks at all keys at once, and repairs what it sees; false if the side answered for none of them, or stopped. */
    private boolean repairIn(
            DistributedCache side,
            Map<String, RepairJournal.Need> needs,
            BiConsumer<String, @Nullable Versioned> repair) {
        try {
            Map<String, Versioned> seen;
            Set<String> unasked = Set.of();
            try {
                seen = side.getsAll(needs.keySet());
            } catch (BulkCacheException e) {
                seen = e.foundVersioned();
                unasked = e.failures().keySet();
            }
            for (Map.Entry<String, RepairJournal.Need> need : needs.entrySet()) {
                if (!unasked.contains(need.getKey())) {
                    repair.accept(need.getKey(), seen.get(need.getKey()));
                    journal.met(need.getKey(), need.getValue());
                    figures.repaired.increment();
                }
            }
            return unasked.size() < needs.size();
        } catch (CacheException | IllegalStateException e) {
            return false; // tried again in a moment
        }
    }

    /** Ends the thread; what it had not done is left. */
    void close(Duration patience) {
        if (own != null) {
            own.shutdownNow();
            try {
                own.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package dev.holdfast.cache.fallback;

import dev.holdfast.cache.CacheException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Tries each open repair, until one fails: that side is away still. How many are left. */
    int repairAll() {
        try {
            for (Map.Entry<String, RepairJournal.Need> open : journal.open()) {
                repair(open.getKey(), open.getValue().repair());
                journal.met(open.getKey(), open.getValue());
                figures.repaired.increment();
            }
        } catch (CacheException | IllegalStateException e) {
            // tried again in a moment
        }
        return journal.size();
    }

    private void repair(String key, RepairJournal.Repair repair) {
        if (repair == RepairJournal.Repair.DISOWN_IN_OLD) {
            placement.disown(key);
        } else {
            copies.withdraw(key);
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

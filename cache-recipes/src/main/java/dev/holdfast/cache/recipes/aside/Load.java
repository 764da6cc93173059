package dev.holdfast.cache.recipes.aside;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One call of a loader, for one flight or several, and what it waits for. */
final class Load<V> {
    /** The load whose loader runs on this thread. */
    private static final ThreadLocal<Load<?>> CURRENT = new ThreadLocal<>();

    private final List<Flight<V>> flights = new ArrayList<>();
    private final Set<Flight<V>> held = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();
    private @Nullable Thread runner;
    private boolean dropped;
    private volatile boolean ended;
    private volatile @Nullable Flight<?> waitingFor;
    private volatile Scheduler.@Nullable Task deadline;
    private volatile Scheduler.@Nullable Task renewal;

    /** Adds a flight, before {@link #complete}. */
    void add(Flight<V> flight) {
        flights.add(flight);
        held.add(flight);
    }

    /** No more are added; all can be asked who loads them. */
    void complete() {
        flights.forEach(flight -> flight.loadedBy(this));
    }

    /** It is being stored, and needs its lease no longer than that takes. */
    void letGo(Flight<V> flight) {
        held.remove(flight);
    }

    /** Those whose leases are to be kept; a live view. */
    Set<Flight<V>> held() {
        return held;
    }

    static @Nullable Load<?> current() {
        return CURRENT.get();
    }

    List<Flight<V>> flights() {
        return flights;
    }

    /** Waits for its turn behind others, if need be; only if someone waits for it. */
    boolean isWanted() {
        return flights.get(0).purpose() != Flight.Purpose.BACKGROUND;
    }

    boolean isNested() {
        return flights.stream().anyMatch(Flight::isNested);
    }

    void deadline(Scheduler.Task task) {
        deadline = task;
    }

    void renewal(Scheduler.Task task) {
        renewal = task;
        if (ended) {
            task.cancel();
        }
    }

    /** Runs the loader, which may be interrupted meanwhile and only meanwhile. */
    void run(Runnable loader) {
        synchronized (lock) {
            runner = Thread.currentThread();
        }
        Load<?> outer = CURRENT.get();
        CURRENT.set(this);
        try {
            loader.run();
        } finally {
            restore(outer);
        }
    }

    private void restore(@Nullable Load<?> outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        synchronized (lock) {
            runner = null;
            if (dropped) {
                Thread.interrupted(); // was meant for the loader
            }
        }
    }

    /** What it still comes to is not wanted any more; its loader is interrupted where that is of use. */
    void drop(boolean interrupting) {
        synchronized (lock) {
            dropped = true;
            if (interrupting && runner != null) {
                runner.interrupt();
            }
        }
        end();
    }

    boolean isDropped() {
        synchronized (lock) {
            return dropped;
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Its loader is done: calls the deadline off. */
    void loaded() {
        cancel(deadline);
    }

    /** Nothing is stored any more: calls deadline and renewal off. */
    void end() {
        ended = true;
        cancel(deadline);
        cancel(renewal);
    }

    private static void cancel(Scheduler.@Nullable Task task) {
        if (task != null) {
            task.cancel();
        }
    }

    /**
     * Says that its loader is going to wait for a flight.
     *
     * @throws ReentrantLoadException if that one waits for this load
     */
    void waitFor(Flight<?> flight) {
        waitingFor = flight; // before looking: of two that wait for each other at least one sees the other
        List<String> path = new ArrayList<>();
        Flight<?> next = flight;
        while (next != null) {
            path.add(next.key());
            Load<?> load = next.load();
            if (load == this) {
                waitingFor = null;
                path.add(0, next.key());
                throw new ReentrantLoadException(path);
            }
            next = load == null ? null : load.waitingFor;
        }
    }

    void waitsNoMore() {
        waitingFor = null;
    }
}

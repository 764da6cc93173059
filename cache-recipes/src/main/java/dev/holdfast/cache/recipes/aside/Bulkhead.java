package dev.holdfast.cache.recipes.aside;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets so many loads run at once, so many more wait, first come first served, and refuses the rest. */
final class Bulkhead {
    private final int places;
    private final int seats;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private int taken;

    Bulkhead(int places, int seats) {
        this.places = places;
        this.seats = seats;
    }

    /** What became of who came. */
    enum Entrance {
        ENTERED,
        QUEUED,
        REFUSED
    }

    /**
     * Takes a place.
     *
     * @param later called once, by who leaves, when a place was kept for it; null: does not wait
     */
    Entrance enter(@Nullable Runnable later) {
        lock.lock();
        try {
            if (taken < places) {
                taken++;
                return Entrance.ENTERED;
            }
            if (later == null || queue.size() >= seats) {
                return Entrance.REFUSED;
            }
            queue.add(later);
            return Entrance.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place to the next who waits, or back. */
    void leave() {
        Runnable next;
        lock.lock();
        try {
            next = queue.poll();
            if (next == null) {
                taken--;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.run();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }
}

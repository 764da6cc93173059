package dev.holdfast.cache.recipes.aside;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Lets so many run at once, so many more wait, first come first served, and refuses the rest. */
final class Bulkhead<T> {
    private final int places;
    private final int seats;
    private final ReentrantLock lock = new ReentrantLock();
    private final Consumer<T> turn;
    private final Deque<T> queue = new ArrayDeque<>();
    private int taken;

    /**
     * An empty one.
     *
     * @param places how many run at once
     * @param seats how many more wait
     * @param turn called, by who leaves, for who waited, when a place was kept for it
     */
    Bulkhead(int places, int seats, Consumer<T> turn) {
        this.places = places;
        this.seats = seats;
        this.turn = turn;
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
     * @param who comes
     * @param isPatient whether it waits for a place if need be
     */
    Entrance enter(T who, boolean isPatient) {
        lock.lock();
        try {
            if (taken < places) {
                taken++;
                return Entrance.ENTERED;
            }
            if (!isPatient || queue.size() >= seats) {
                return Entrance.REFUSED;
            }
            queue.add(who);
            return Entrance.QUEUED;
        } finally {
            lock.unlock();
        }
    }

    /** Has it wait no more, if it does. */
    boolean withdraw(T who) {
        lock.lock();
        try {
            return queue.remove(who);
        } finally {
            lock.unlock();
        }
    }

    /** Gives the place to the next who waits, or back. */
    void leave() {
        T next;
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
            turn.accept(next);
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

package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * When not all was well: something else than the servers of a cache's own truth answered, or was not told yet of all
 * that was written.
 */
final class Departures implements AutoCloseable {
    private static final long EVERY_NANOS = Duration.ofMillis(2).toNanos();

    private final List<Application> applications;
    private final History history;
    private final List<Long> nanos = new ArrayList<>();
    private final Thread watch = new Thread(this::watch, "departures");
    private long seen;
    private boolean wasWell = true;
    private long last;
    private volatile boolean over;

    Departures(List<Application> applications, History history) {
        this.applications = applications;
        this.history = history;
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        while (!over) {
            look();
            LockSupport.parkNanos(EVERY_NANOS);
        }
    }

    /** The first look at which all is well counts too: what was not may have ended just before it. */
    private synchronized void look() {
        long departed = count();
        boolean isWell = departed == seen && areReconciled();
        if (!isWell || !wasWell) {
            nanos.add(System.nanoTime());
            last = history.now();
        }
        seen = departed;
        wasWell = isWell;
    }

    long count() {
        return applications.stream().mapToLong(Application::departures).sum();
    }

    boolean areReconciled() {
        return applications.stream().allMatch(Application::isReconciled);
    }

    /** The last moment of the history at which not all was well. */
    synchronized long last() {
        look();
        return last;
    }

    /** All the moments that were seen, in nanoseconds. */
    synchronized List<Long> nanos() {
        return List.copyOf(nanos);
    }

    @Override
    public void close() {
        over = true;
        try {
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

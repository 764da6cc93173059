package dev.holdfast.it.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** When this whole process stood still: what it then could not do no call is to blame for. */
public final class Stalls implements AutoCloseable {
    private static final long NOTICED_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final List<Stall> stalls = new ArrayList<>();
    private final Thread watch = new Thread(this::watch, "stalls");
    private volatile boolean over;

    private record Stall(long fromNanos, long untilNanos) {}

    public Stalls() {
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        long last = System.nanoTime();
        while (!over) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            long now = System.nanoTime();
            if (now - last > NOTICED_NANOS) {
                synchronized (this) {
                    stalls.add(new Stall(last, now));
                }
            }
            last = now;
        }
    }

    /** How much of that time it stood still. */
    public synchronized long within(long fromNanos, long untilNanos) {
        return stalls.stream()
                .mapToLong(stall ->
                        Math.max(0, Math.min(untilNanos, stall.untilNanos()) - Math.max(fromNanos, stall.fromNanos())))
                .sum();
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

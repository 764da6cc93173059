package dev.holdfast.it.load;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Breaks the server, or the way to it, every few seconds, and mends it. */
final class Trouble implements Runnable {
    /** A second by the contract, with what the server takes to start; the rest is for a machine under this load. */
    private static final Duration RECOVERY = Duration.ofSeconds(8);

    private final Load load;
    private final Backend.Stage stage;
    private final DistributedCache cache;
    private final SplittableRandom random;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile @Nullable Fault now;
    private volatile Duration longestRecovery = Duration.ZERO;

    /** What goes wrong. */
    enum Fault {
        /** Stopped where it stands, and continued. */
        HANG,
        /** Killed, and started again, empty. */
        RESTART,
        /** Nothing gets through, nobody is told. */
        BLACK_HOLE,
        /** Requests are carried out, answers vanish. */
        NO_ANSWERS,
        /** Every connection is reset. */
        RESET,
        /** Every connection is reset within an answer. */
        CUT,
        /** Every piece of an answer takes most of the timeout. */
        SLOW
    }

    Trouble(Load load, Backend.Stage stage, DistributedCache cache) {
        this.load = load;
        this.stage = stage;
        this.cache = cache;
        this.random = new SplittableRandom(1);
    }

    @Override
    public void run() {
        try {
            pass(Duration.ofSeconds(1));
            while (!load.figures().isOver()) {
                Fault[] all = Fault.values();
                int next = faults.get();
                breakAndMend(all[next < all.length ? next : random.nextInt(all.length)]);
                pass(Duration.ofMillis(random.nextInt(800, 2_500)));
            }
        } catch (RuntimeException | Error e) {
            load.figures().broken(e);
        }
    }

    private void breakAndMend(Fault fault) {
        now = fault;
        load.era().disturb();
        cause(fault);
        pass(Duration.ofMillis(random.nextInt(200, 1_000)));
        mend(fault);
        long mendedNanos = System.nanoTime();
        awaitRecovery(fault, mendedNanos);
        Duration recovery = Duration.ofNanos(System.nanoTime() - mendedNanos);
        longestRecovery = recovery.compareTo(longestRecovery) > 0 ? recovery : longestRecovery;
        pass(Duration.ofMillis(500)); // for what was on its way
        load.era().disturb();
        faults.incrementAndGet();
        now = null;
    }

    private void cause(Fault fault) {
        switch (fault) {
            case HANG -> stage.hang();
            case RESTART -> {
                load.era().restart();
                stage.kill();
            }
            case BLACK_HOLE -> stage.wire().blackHole();
            case NO_ANSWERS -> stage.wire().blackHoleReplies();
            case RESET -> stage.wire().reset();
            case CUT -> stage.wire().resetAfter(random.nextInt(5_000));
            case SLOW -> stage.wire().slow(Duration.ofMillis(100));
        }
    }

    private void mend(Fault fault) {
        switch (fault) {
            case HANG -> stage.resume();
            case RESTART -> {
                stage.start();
                load.era().restart();
            }
            default -> stage.wire().pass();
        }
    }

    private void awaitRecovery(Fault fault, long sinceNanos) {
        while (!isRecovered() && !load.figures().isOver()) {
            if (System.nanoTime() - sinceNanos > RECOVERY.toNanos()) {
                throw new AssertionError("not recovered from " + fault + " within " + RECOVERY);
            }
            pass(Duration.ofMillis(5));
        }
    }

    private boolean isRecovered() {
        try {
            cache.ping();
            CircuitBreakerCache breaker = cache.unwrap(CircuitBreakerCache.class);
            return breaker == null
                    || (breaker.state() == BreakerState.CLOSED
                            && breaker.figures().journalled() == 0);
        } catch (CacheException e) {
            return false;
        }
    }

    private void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !load.figures().isOver(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, 20_000_000));
        }
    }

    int faults() {
        return faults.get();
    }

    Duration longestRecovery() {
        return longestRecovery;
    }

    @Override
    public String toString() {
        Fault fault = now;
        return fault == null ? "calm" : fault.toString();
    }
}

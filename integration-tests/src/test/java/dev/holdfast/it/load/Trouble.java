package dev.holdfast.it.load;

import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Breaks the server, or the way to it, every few seconds, each way in turn, and mends it. */
final class Trouble implements Runnable {
    private final Load load;
    private final Backend.Stage stage;
    private final Recovery recovery;
    private final SplittableRandom random;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile @Nullable Fault now;

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
        this.recovery = new Recovery(cache, load.stalls());
        this.random = new SplittableRandom(1);
    }

    @Override
    public void run() {
        try {
            pass(Duration.ofSeconds(1));
            while (!load.figures().isOver()) {
                breakAndMend(Fault.values()[faults.get() % Fault.values().length]);
                pass(Duration.ofMillis(random.nextInt(500, 1_800)));
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
        recovery.await(fault.toString());
        pass(Duration.ofMillis(500)); // for what was on its way
        load.era().disturb();
        if (fault == Fault.RESTART) {
            load.fill();
        }
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

    private void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !load.figures().isOver(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, 20_000_000));
        }
    }

    /** Whether each fault was there. */
    boolean isRound() {
        return faults.get() >= Fault.values().length;
    }

    int faults() {
        return faults.get();
    }

    /** When all is over. */
    Duration longestRecovery() {
        return recovery.longest();
    }

    @Override
    public String toString() {
        Fault fault = now;
        return fault == null ? "calm" : fault.toString();
    }
}

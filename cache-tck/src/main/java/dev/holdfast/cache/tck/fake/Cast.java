package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of all runs of one exploration, kept from run to run, and the baton among them: only who holds it runs.
 * What one thread wrote before it passed the baton on, the next one sees.
 */
final class Cast implements AutoCloseable {
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 200 : 0;

    private final long patienceNanos;
    private final Thread director = Thread.currentThread();
    private final List<Worker> workers = new ArrayList<>();
    private volatile Thread holder = director;
    private volatile @Nullable Run run;
    private volatile boolean closed;

    /** A cast that takes an actor for stuck when nothing has gone on for so long. */
    Cast(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /** Unwinds an actor whose run is given up. */
    static final class Abandoned extends Error {
        private static final long serialVersionUID = 1L;

        Abandoned() {
            super("the run is given up", null, false, false);
        }
    }

    /** Plays one actor in each run. */
    private final class Worker extends Thread {
        Worker(int number) {
            super("interleavings-" + number);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    await();
                    Run current = Cast.this.run;
                    if (current != null) {
                        current.act(this);
                    }
                }
            } catch (Abandoned e) {
                // the cast was closed
            }
        }
    }

    /** The thread of the run's n-th actor. */
    Thread worker(int number) {
        while (workers.size() <= number) {
            Worker worker = new Worker(workers.size());
            workers.add(worker);
            worker.start();
        }
        return workers.get(number);
    }

    Thread director() {
        return director;
    }

    void play(Run newRun) {
        run = newRun;
    }

    /** Gives the baton away. */
    void pass(Thread to) {
        holder = to;
        LockSupport.unpark(to);
    }

    /** Waits for the baton. */
    void await() {
        Thread self = Thread.currentThread();
        for (int i = 0; holder != self && i < SPINS; i++) {
            Thread.onSpinWait();
        }
        while (holder != self) {
            if (closed) {
                throw new Abandoned();
            }
            LockSupport.park(this);
        }
    }

    /**
     * Has the director wait for the baton.
     *
     * @param progress a number that changes as long as things go on
     * @throws IllegalStateException if nothing goes on for too long; the cast is broken then
     */
    void awaitDirector(LongSupplier progress) {
        long seen = progress.getAsLong();
        long since = System.nanoTime();
        while (holder != director) {
            LockSupport.parkNanos(this, patienceNanos / 10);
            if (progress.getAsLong() != seen) {
                seen = progress.getAsLong();
                since = System.nanoTime();
            } else if (holder != director && System.nanoTime() - since > patienceNanos) {
                throw stuck(holder);
            }
        }
    }

    private IllegalStateException stuck(Thread actor) {
        IllegalStateException stuck = new IllegalStateException("an actor neither takes a step nor ends; does it wait"
                + " for a lock that another one holds at a step? It is at the place below");
        stuck.setStackTrace(actor.getStackTrace());
        close();
        actor.interrupt();
        return stuck;
    }

    /** Whether an actor got stuck, so that nothing can be played any more. */
    boolean isBroken() {
        return closed;
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        workers.forEach(LockSupport::unpark);
    }
}

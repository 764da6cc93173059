package dev.holdfast.it.load;

import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many threads, each the owner of its part of the keys, on one cache; and the books that are kept of them. */
final class Load implements AutoCloseable {
    private final Era era = new Era();
    private final Figures figures = new Figures();
    private final Tickets tickets = new Tickets(era);
    private final Ledger ledger;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();

    /** A load that has not begun. */
    Load(int keys, boolean forgetsWhenDisturbed) {
        ledger = new Ledger(keys, era, forgetsWhenDisturbed);
        threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "load");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts so many owners. */
    void begin(DistributedCache cache, int owners) {
        for (int owner = 0; owner < owners; owner++) {
            running.add(threads.submit(new Owner(this, cache, owner, ledger.keys() / owners)));
        }
    }

    /** Runs beside the owners until all is over. */
    void beside(Runnable other) {
        running.add(threads.submit(other));
    }

    /** Ends all, and fails if a promise was broken. */
    void end(Duration limit) throws Exception {
        figures.end();
        for (Future<?> one : running) {
            one.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        }
        running.clear();
        check();
        tickets.check();
    }

    /** Fails if a promise was broken until now. */
    void check() {
        Throwable broken = figures.broken();
        if (broken != null) {
            throw new AssertionError("under load: " + broken, broken);
        }
    }

    Era era() {
        return era;
    }

    Figures figures() {
        return figures;
    }

    Tickets tickets() {
        return tickets;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        figures.end();
        threads.shutdownNow();
    }
}

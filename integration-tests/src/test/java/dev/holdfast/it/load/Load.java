package dev.holdfast.it.load;

import static java.util.stream.Collectors.toMap;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.it.faults.Stalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Many threads, each the owner of its part of the keys, on one cache; and the books that are kept of them. */
final class Load implements AutoCloseable {
    private static final Duration FILL_LIMIT = Duration.ofSeconds(60);
    private static final int KEYS_IN_A_SWEEP = 500;

    private final Era era = new Era();
    private final Figures figures = new Figures();
    private final Tickets tickets = new Tickets(era);
    private final Stalls stalls = new Stalls();
    private final Ledger ledger;
    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final AtomicInteger fills = new AtomicInteger();

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
    void begin(DistributedCache cache, int number) {
        for (int owner = 0; owner < number; owner++) {
            owners.add(new Owner(this, cache, owner, ledger.keys() / number));
        }
        owners.forEach(owner -> running.add(threads.submit(owner)));
    }

    /** Has the owners set every key, and waits for that. */
    void fill() {
        long start = System.nanoTime();
        int wanted = fills.incrementAndGet();
        while (!figures.isOver() && owners.stream().anyMatch(owner -> owner.fills() < wanted)) {
            if (System.nanoTime() - start > FILL_LIMIT.toNanos()) {
                throw new AssertionError("not filled within " + FILL_LIMIT);
            }
            LockSupport.parkNanos(5_000_000);
        }
        System.out.printf("%,12d keys set in %d ms%n", ledger.keys(), (System.nanoTime() - start) / 1_000_000);
    }

    /** How often the owners were told to set every key. */
    int fills() {
        return fills.get();
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
        figures.checkCalls(stalls);
    }

    /** Reads every key after the end, and fails if one is not as its owner left it; how many are there. */
    int sweep(DistributedCache cache) {
        long start = System.nanoTime();
        int there = 0;
        for (int first = 0; first < ledger.keys(); first += KEYS_IN_A_SWEEP) {
            there += sweep(cache, IntStream.range(first, Math.min(ledger.keys(), first + KEYS_IN_A_SWEEP)));
        }
        System.out.printf("%,12d keys are there; swept in %d ms%n", there, (System.nanoTime() - start) / 1_000_000);
        return there;
    }

    private int sweep(DistributedCache cache, IntStream keys) {
        Map<Integer, String> names = keys.boxed().collect(toMap(key -> key, Ledger::name));
        Era.Moment begun = era.now();
        Map<String, byte[]> found = patiently(() -> cache.getAll(names.values()));
        names.forEach((key, name) -> ledger.readByOwner(key, found.get(name), begun));
        return found.size();
    }

    /** All is calm, but the machine may be busy with something else. */
    private static <T> T patiently(Supplier<T> call) {
        for (int left = 5; ; left--) {
            try {
                return call.get();
            } catch (CacheTimeoutException | BulkCacheException e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
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

    Stalls stalls() {
        return stalls;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        figures.end();
        threads.shutdownNow();
        stalls.close();
    }
}

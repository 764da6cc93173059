package dev.holdfast.it.faults;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.tck.fake.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One process of an application, as far as a cache can tell: a cache of its own, and threads that use it. */
final class Application implements AutoCloseable {
    /** The drivers' default. */
    static final Duration TIMEOUT = Duration.ofMillis(250);

    private static final int THREADS = 3;
    private static final int OPENINGS = 5;

    private final String name;
    private final DistributedCache opened;
    private final DistributedCache planted;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final List<Worker> workers = new ArrayList<>();
    private final List<Future<?>> working = new ArrayList<>();

    Application(String name, String url, UnaryOperator<DistributedCache> plant) {
        this.name = name;
        this.opened = opened(url);
        this.planted = plant.apply(opened);
    }

    /** A JVM that has just started, on a machine with other things to do, may not connect in time at first. */
    private static DistributedCache opened(String url) {
        for (int tries = 1; ; tries++) {
            try {
                return Caches.open(url);
            } catch (CacheUnavailableException e) {
                if (tries == OPENINGS) {
                    throw e;
                }
            }
        }
    }

    void start(History history, long seed, boolean countsAreRead) {
        for (int i = 0; i < THREADS; i++) {
            workers.add(new Worker(name, i, history.of(name, planted), planted, seed, countsAreRead));
        }
        workers.forEach(worker -> working.add(threads.submit(worker)));
    }

    /** Whether nothing is left to be made good. */
    boolean isReconciled() {
        return isReconciled(opened);
    }

    static boolean isReconciled(DistributedCache cache) {
        CircuitBreakerCache breaker = cache.unwrap(CircuitBreakerCache.class);
        FallbackCache fallback = cache.unwrap(FallbackCache.class);
        return (breaker == null
                        || (breaker.state() == BreakerState.CLOSED
                                && breaker.figures().journalled() == 0))
                && (fallback == null || fallback.report().awaitingRepair() == 0);
    }

    /** How often something else than the servers of a cache's own truth answered, or could not be told of a write. */
    long departures() {
        CircuitBreakerCache breaker = opened.unwrap(CircuitBreakerCache.class);
        FallbackCache fallback = opened.unwrap(FallbackCache.class);
        return (breaker == null ? 0 : breaker.figures().answeredLocally())
                + (fallback == null ? 0 : fallback.report().newFailures());
    }

    /** How often anything went wrong that no caller was told of. */
    long hidden() {
        FallbackCache fallback = opened.unwrap(FallbackCache.class);
        return departures() + (fallback == null ? 0 : fallback.report().droppedPromotions());
    }

    /** Ends the traffic. */
    void end() throws InterruptedException, ExecutionException, TimeoutException {
        workers.forEach(Worker::stop);
        for (Future<?> work : working) {
            work.get(60, TimeUnit.SECONDS);
        }
    }

    /** Reads what was counted, after all have ended. */
    void readCounts() {
        workers.get(0).readCounts();
    }

    /** Hands over all calls that were made, after the end. */
    List<Call> calls() {
        List<Call> calls =
                workers.stream().flatMap(worker -> worker.calls().stream()).toList();
        workers.clear();
        return calls;
    }

    /** What it calls, as {@link Call#what}. */
    Stream<String> operations() {
        return workers.get(0).operations().stream().map(operation -> name + ": " + operation);
    }

    @Override
    public void close() {
        workers.forEach(Worker::stop);
        threads.shutdownNow();
        opened.close();
    }
}

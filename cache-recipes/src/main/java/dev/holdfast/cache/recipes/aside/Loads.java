package dev.holdfast.cache.recipes.aside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Brings flights home: finds out who loads, waits for its turn or for another process, calls the loader, stores what came
 * of it, and tells those who wait. Every step runs on the executor or, where it is short, on the scheduler; nothing
 * sleeps.
 */
final class Loads<V> {
    private static final Duration SHORTEST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(20);

    /** How long a background refresh that was not begun is not tried again. */
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private final CacheAsideOptions options;
    private final EntryStore<V> store;
    private final Election<V> election;
    private final Steps<V> steps;
    private final Arrivals<V> arrivals;
    private final Renewals<V> renewals;
    private final Background background;
    private final Bulkhead<Load<V>> bulkhead;
    private final Tally tally;
    private final ConcurrentMap<Load<V>, Long> running = new ConcurrentHashMap<>();

    Loads(
            CacheAsideOptions options,
            EntryStore<V> store,
            Election<V> election,
            Steps<V> steps,
            Arrivals<V> arrivals,
            Background background,
            Tally tally) {
        this.options = options;
        this.store = store;
        this.election = election;
        this.steps = steps;
        this.arrivals = arrivals;
        this.renewals = new Renewals<>(options, store, background);
        this.background = background;
        this.bulkhead = new Bulkhead<>(options.maxConcurrentLoads(), options.maxQueuedLoads(), this::takeTurn);
        this.tally = tally;
    }

    private long nanoTime() {
        return options.runtime().ticker().getAsLong();
    }

    /** Starts flights that are to be loaded together, in the order of their keys. */
    void start(List<Flight<V>> started) {
        onExecutor(started, () -> elect(started));
    }

    private void onExecutor(List<Flight<V>> concerned, Runnable step) {
        try {
            background.execute(guarded(concerned, step));
        } catch (RuntimeException e) {
            failAll(concerned, e);
        } catch (Error e) { // no thread could be made
            failAll(concerned, e);
            throw e;
        }
    }

    private void failAll(List<Flight<V>> flights, Throwable failure) {
        flights.forEach(flight -> arrivals.land(flight, Arrivals.failed(flight, failure)));
    }

    /** A closed cache, a bug: whatever happens, nobody is left waiting. */
    private Runnable guarded(List<Flight<V>> concerned, Runnable step) {
        return () -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                failAll(concerned, e);
            }
        };
    }

    private void elect(List<Flight<V>> candidates) {
        Load<V> load = new Load<>();
        List<Flight<V>> waiting = new ArrayList<>();
        try {
            election.ofAll(candidates, (flight, verdict) -> follow(flight, verdict, load, waiting));
            lookAgain(waiting);
            if (!load.flights().isEmpty()) {
                admit(load);
            }
        } catch (RuntimeException | Error e) {
            load.end();
            throw e;
        }
    }

    private void follow(Flight<V> flight, Election.Verdict<V> verdict, Load<V> load, List<Flight<V>> waiting) {
        switch (verdict.kind()) {
            case FOUND ->
                arrivals.land(
                        flight,
                        Landing.of(Objects.requireNonNull(verdict.sight()).as(Source.HIT)));
            case LOST -> waitForOther(flight, Objects.requireNonNull(verdict.sight()), load, waiting);
            case THROTTLED -> {
                tally.throttled.increment();
                arrivals.park(flight, Landing.undecided(), min(options.leaseTtl(), options.errorThrottle()));
            }
            default -> {
                Fence fence = Objects.requireNonNull(verdict.fence());
                if (verdict.kind() != Election.Kind.WON && flight.purpose() == Flight.Purpose.BACKGROUND) {
                    flight.fencedBy(fence);
                    arrivals.park(flight, Landing.undecided(), BACK_OFF);
                } else {
                    add(flight, fence, load);
                }
            }
        }
    }

    private void add(Flight<V> flight, Fence fence, Load<V> load) {
        flight.fencedBy(fence);
        if (load.flights().isEmpty()) {
            renewals.begin(load);
        }
        load.add(flight);
    }

    /** Gives up what the flights hold in the cache, and then does the rest. */
    private void release(List<Flight<V>> flights, Consumer<Flight<V>> rest) {
        steps.each(flights, (flight, asked) -> {
            boolean answered = !asked || store.release(flight.fence());
            rest.accept(flight);
            return answered;
        });
    }

    private Duration waited(Flight<V> flight) {
        return Duration.ofNanos(nanoTime() - flight.createdNanos());
    }

    /** Another process loads. */
    private void waitForOther(Flight<V> flight, Sight<V> seen, Load<V> alone, List<Flight<V>> waiting) {
        if (flight.purpose() == Flight.Purpose.BACKGROUND) {
            arrivals.park(flight, Landing.undecided(), min(options.leaseTtl(), BACK_OFF));
            return;
        }
        if (waited(flight).compareTo(options.leaseWait()) >= 0) {
            add(flight, Fence.alone(seen, nanoTime()), alone);
            return;
        }
        if (flight.beginsToWait()) {
            tally.leaseWaits.increment();
        }
        waiting.add(flight);
    }

    /** Tries anew, more and more seldom, so as to be late by a tenth of the wait at most. */
    private void lookAgain(List<Flight<V>> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        Duration waited = waited(waiting.get(0)); // all began together
        double jitter = 0.5 + options.runtime().random().nextDouble() / 2;
        Duration poll = min(LONGEST_POLL, max(SHORTEST_POLL, waited.dividedBy(10)));
        Duration delay = min(
                Duration.ofNanos((long) (poll.toNanos() * jitter)),
                max(Duration.ZERO, options.leaseWait().minus(waited)));
        background.schedule(delay, () -> start(waiting));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Waits for a place among the loads that run; a load that another one waits for has the place of that one. */
    private void admit(Load<V> load) {
        load.complete();
        load.deadline(background.schedule(options.loaderDeadline(), () -> expire(load)));
        if (load.isNested()) {
            run(load);
            return;
        }
        switch (bulkhead.enter(load, load.isWanted())) {
            case ENTERED -> runAndLeave(load);
            case QUEUED -> waitNoMoreIfNested(load);
            case REFUSED -> refuse(load);
        }
    }

    /** A loader is going to wait for that flight. */
    void nest(Flight<V> flight) {
        flight.nest(); // before looking: who queues its load looks afterwards
        Load<V> load = flight.load();
        if (load != null) {
            waitNoMoreIfNested(load);
        }
    }

    private void waitNoMoreIfNested(Load<V> load) {
        if (load.isNested() && bulkhead.withdraw(load)) {
            onExecutor(load.flights(), () -> run(load));
        }
    }

    private void takeTurn(Load<V> load) {
        try {
            background.execute(guarded(load.flights(), () -> runAndLeave(load)));
        } catch (RejectedExecutionException e) {
            bulkhead.leave();
            guarded(load.flights(), () -> refuse(load)).run();
        } catch (RuntimeException | Error e) { // no thread could be made
            bulkhead.leave();
            load.drop(false);
            failAll(load.flights(), e);
        }
    }

    private void refuse(Load<V> load) {
        load.drop(false);
        tally.throttled.add(load.flights().size());
        release(load.flights(), flight -> {
            if (load.isWanted()) {
                arrivals.land(flight, rejected(flight));
            } else {
                arrivals.park(flight, Landing.undecided(), BACK_OFF);
            }
        });
    }

    private void expire(Load<V> load) {
        tally.timeouts.increment();
        load.flights()
                .forEach(flight -> arrivals.land(
                        flight,
                        Landing.failed(() -> new LoadTimeoutException(flight.key(), options.loaderDeadline()))));
        if (options.lateResults() == LateResult.DISCARD) {
            giveUp(load);
        } else {
            load.deadline(background.schedule(options.loaderDeadline(), () -> giveUp(load)));
        }
    }

    private void giveUp(Load<V> load) {
        load.drop(true);
        onExecutor(List.of(), () -> release(load.flights(), flight -> {}));
    }

    private void runAndLeave(Load<V> load) {
        try {
            run(load);
        } finally {
            bulkhead.leave();
        }
    }

    private void run(Load<V> load) {
        if (load.isDropped()) {
            return;
        }
        Map<String, LoadContext<V>> contexts = new TreeMap<>();
        for (Flight<V> flight : load.flights()) {
            contexts.put(
                    flight.key(), new LoadContext<>(flight.key(), flight.seen().value(), options.tagged()));
        }
        long began = nanoTime();
        running.put(load, began);
        tally.loads.add(contexts.size());
        try {
            Attempted<V> attempted = attempt(load, contexts);
            if (!load.isDropped()) {
                arrive(load, contexts, attempted, (nanoTime() - began) / 1_000_000);
            }
        } finally {
            load.end();
        }
    }

    private Attempted<V> attempt(Load<V> load, Map<String, LoadContext<V>> contexts) {
        Attempted<V> attempted = new Attempted<>();
        Flight<V> first = load.flights().get(0);
        try {
            first.carry(() -> load.run(() -> attempted.call(first.loader(), new BulkLoadContext<>(contexts))));
        } finally {
            running.remove(load);
            load.loaded();
        }
        return attempted;
    }

    private void arrive(Load<V> load, Map<String, LoadContext<V>> contexts, Attempted<V> attempted, long loadMillis) {
        steps.each(load.flights(), (flight, asked) -> {
            load.letGo(flight);
            if (!asked) {
                flight.fencedBy(Fence.blind(nanoTime()));
            }
            boolean unasked = !flight.fence().isStoring();
            return arrive(flight, Objects.requireNonNull(contexts.get(flight.key())), attempted, loadMillis) || unasked;
        });
    }

    /** Whether the cache answered. */
    private boolean arrive(Flight<V> flight, LoadContext<V> context, Attempted<V> attempted, long loadMillis) {
        Throwable failure = context.failure() == null ? attempted.failure() : context.failure();
        if (failure == null) {
            V value = attempted.values().get(flight.key());
            return arrivals.succeed(flight, context, value, loadMillis, () -> start(List.of(flight)));
        }
        return arrivals.fail(flight, failure);
    }

    private Landing<V> rejected(Flight<V> flight) {
        int loading = running.size();
        int waiting = bulkhead.waiting();
        Supplier<LoadException> failure = () -> new LoadRejectedException(flight.key(), loading, waiting);
        return Landing.failed(failure);
    }

    /** Ends a flight because everything ends. */
    void abandon(Flight<V> flight) {
        Load<V> load = flight.load();
        if (load != null) {
            load.drop(true);
        }
        arrivals.land(flight, Arrivals.failed(flight, new IllegalStateException("this CacheAside is closed")));
    }

    int waiting() {
        return bulkhead.waiting();
    }

    /** When each of the running loads began. */
    Set<Long> beginnings() {
        return Set.copyOf(running.values());
    }

    int running() {
        return running.size();
    }
}

package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheException;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings flights home: finds out who loads, waits for its turn or for another process, calls the loader, stores what came
 * of it, and tells those who wait. Every step runs on the executor or, where it is short, on the scheduler; nothing
 * sleeps.
 */
final class Loads<V> {
    private static final Duration FIRST_POLL = Duration.ofMillis(2);
    private static final Duration LAST_POLL = Duration.ofMillis(50);

    /** How long a background refresh that was not begun is not tried again. */
    private static final Duration BACK_OFF = Duration.ofSeconds(1);

    private static final int MOST_FORCED_LOADS = 3;

    private final CacheAsideOptions options;
    private final EntryStore<V> store;
    private final RefreshLeases leases;
    private final Election<V> election;
    private final Freshness freshness;
    private final Flights<V> flights;
    private final Background background;
    private final Bulkhead bulkhead;
    private final Tally tally;
    private final ConcurrentMap<Load<V>, Long> running = new ConcurrentHashMap<>();

    Loads(
            CacheAsideOptions options,
            EntryStore<V> store,
            RefreshLeases leases,
            Freshness freshness,
            Flights<V> flights,
            Background background,
            Tally tally) {
        this.options = options;
        this.store = store;
        this.leases = leases;
        this.freshness = freshness;
        this.election = new Election<>(store, leases, freshness, options.runtime());
        this.flights = flights;
        this.background = background;
        this.bulkhead = new Bulkhead(options.maxConcurrentLoads(), options.maxQueuedLoads());
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
            background.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException | Error e) { // a closed cache, a bug: nobody is left waiting
                    concerned.forEach(flight -> land(flight, failed(flight, e)));
                }
            });
        } catch (RejectedExecutionException e) {
            concerned.forEach(flight -> land(flight, failed(flight, e)));
        }
    }

    private void elect(List<Flight<V>> candidates) {
        List<Flight<V>> won = new ArrayList<>();
        for (Flight<V> flight : candidates) {
            Election.Verdict<V> verdict = election.of(flight);
            switch (verdict.kind()) {
                case FOUND ->
                    land(
                            flight,
                            Landing.of(Objects.requireNonNull(verdict.sight()).as(Source.HIT)));
                case LOST -> waitForOther(flight, won);
                case THROTTLED -> {
                    tally.throttled.increment();
                    park(flight, Landing.undecided(), min(options.leaseTtl(), options.errorThrottle()));
                }
                default -> {
                    flight.fencedBy(Objects.requireNonNull(verdict.fence()));
                    if (verdict.kind() == Election.Kind.UNKNOWN && flight.purpose() == Flight.Purpose.BACKGROUND) {
                        park(flight, Landing.undecided(), BACK_OFF);
                    } else {
                        won.add(flight);
                    }
                }
            }
        }
        if (!won.isEmpty()) {
            admit(new Load<>(won));
        }
    }

    /** Another process loads: looks again, more and more seldom, so as to be late by a fifth of the wait at most. */
    private void waitForOther(Flight<V> flight, List<Flight<V>> alone) {
        if (flight.purpose() == Flight.Purpose.BACKGROUND) {
            park(flight, Landing.undecided(), min(options.leaseTtl(), BACK_OFF));
            return;
        }
        Duration waited = Duration.ofNanos(nanoTime() - flight.createdNanos());
        if (waited.compareTo(options.leaseWait()) >= 0) {
            flight.fencedBy(Fence.none(nanoTime()));
            alone.add(flight);
            return;
        }
        if (flight.beginsToWait()) {
            tally.leaseWaits.increment();
        }
        double jitter = 0.75 + options.runtime().random().nextDouble() / 2;
        Duration poll = min(LAST_POLL, max(FIRST_POLL, waited.dividedBy(5)));
        Duration delay = min(
                Duration.ofNanos((long) (poll.toNanos() * jitter)),
                options.leaseWait().minus(waited));
        background.schedule(delay, () -> start(List.of(flight)));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Waits for a place among the loads that run; a load that another one waits for has the place of that one. */
    private void admit(Load<V> load) {
        if (load.isNested()) {
            begin(load);
            run(load);
            return;
        }
        Runnable later = () -> onExecutor(load.flights(), () -> runAndLeave(load));
        begin(load);
        switch (bulkhead.enter(load.isWanted() ? later : null)) {
            case ENTERED -> runAndLeave(load);
            case QUEUED -> {}
            case REFUSED -> refuse(load);
        }
    }

    private void refuse(Load<V> load) {
        load.drop(false);
        tally.throttled.add(load.flights().size());
        for (Flight<V> flight : load.flights()) {
            store.release(flight.fence());
            if (load.isWanted()) {
                land(flight, rejected(flight));
            } else {
                park(flight, Landing.undecided(), BACK_OFF);
            }
        }
    }

    private void begin(Load<V> load) {
        load.deadline(background.schedule(options.loaderDeadline(), () -> expire(load)));
        renewLater(load);
    }

    private void renewLater(Load<V> load) {
        load.renewal(
                background.schedule(options.leaseTtl().dividedBy(3), () -> onExecutor(List.of(), () -> renew(load))));
    }

    private void renew(Load<V> load) {
        for (Flight<V> flight : load.flights()) {
            Fence.Lease lease = flight.fence().lease();
            if (lease != null && !load.hasEnded()) {
                try {
                    store.renew(lease);
                } catch (CacheException ignored) {
                    // tried again before the lease ends
                }
            }
        }
        renewLater(load);
    }

    private void expire(Load<V> load) {
        tally.timeouts.increment();
        load.flights()
                .forEach(flight -> land(
                        flight,
                        Landing.failed(() -> new LoadTimeoutException(flight.key(), options.loaderDeadline()))));
        if (options.lateResults() == LateResult.DISCARD) {
            giveUp(load);
        } else {
            load.deadline(background.schedule(options.loaderDeadline(), () -> giveUp(load)));
        }
    }

    private void giveUp(Load<V> load) {
        load.drop(options.lateResults() == LateResult.DISCARD);
        onExecutor(List.of(), () -> load.flights().forEach(flight -> store.release(flight.fence())));
    }

    private void runAndLeave(Load<V> load) {
        try {
            if (!load.isDropped()) {
                run(load);
            }
        } finally {
            bulkhead.leave();
        }
    }

    private void run(Load<V> load) {
        Map<String, LoadContext<V>> contexts = new TreeMap<>();
        for (Flight<V> flight : load.flights()) {
            contexts.put(
                    flight.key(), new LoadContext<>(flight.key(), flight.seen().value(), options.tagged()));
        }
        long began = nanoTime();
        running.put(load, began);
        tally.loads.add(contexts.size());
        Attempted<V> attempted = new Attempted<>();
        Flight<V> first = load.flights().get(0);
        try {
            first.carry(() -> load.run(() -> attempted.call(first.loader(), new BulkLoadContext<>(contexts))));
        } finally {
            running.remove(load);
            load.end();
        }
        if (!load.isDropped()) {
            long loadMillis = (nanoTime() - began) / 1_000_000;
            load.flights()
                    .forEach(flight -> settle(
                            flight, Objects.requireNonNull(contexts.get(flight.key())), attempted, loadMillis));
        }
    }

    private void settle(Flight<V> flight, LoadContext<V> context, Attempted<V> attempted, long loadMillis) {
        Throwable failure = context.failure() == null ? attempted.failure() : context.failure();
        if (failure != null) {
            tally.loadFailures.increment();
            fail(flight, failure);
            return;
        }
        V value = attempted.values().get(flight.key());
        EntryStore.Published published = publish(flight, context, value, loadMillis);
        if (published == EntryStore.Published.FENCED
                && flight.purpose() == Flight.Purpose.FORCED
                && flight.nextLoad() < MOST_FORCED_LOADS) {
            start(List.of(flight));
            return;
        }
        Source source = published == EntryStore.Published.FAILED ? Source.DEGRADED : Source.LOADED;
        land(flight, Landing.of(new AsideEntry<>(value, source, Duration.ZERO)));
    }

    private EntryStore.Published publish(Flight<V> flight, LoadContext<V> context, @Nullable V value, long loadMillis) {
        Fence fence = flight.fence();
        if (fence.isNone()) {
            tally.degraded.increment();
            return EntryStore.Published.FAILED;
        }
        if (!context.isCached() || value == null && options.negativeTtl() == null) {
            store.withdraw(flight.key(), fence);
            return EntryStore.Published.STORED;
        }
        EntryStore.Published published = store.publish(flight.key(), fence, context, value, loadMillis);
        if (published == EntryStore.Published.FENCED) {
            tally.fenced.increment();
        } else if (published == EntryStore.Published.FAILED) {
            tally.degraded.increment();
        }
        return published;
    }

    private void fail(Flight<V> flight, Throwable failure) {
        Landing<V> landing = failed(flight, failure);
        boolean kept = freshness.of(flight.seen()).isServable();
        Fence.Lease lease = flight.fence().lease();
        if (!kept || options.errorThrottle().isZero()) {
            store.release(flight.fence());
            land(flight, landing);
            return;
        }
        if (lease != null) {
            try {
                leases.throttle(lease, options.errorThrottle());
            } catch (CacheException ignored) {
                // this process alone holds back then
            }
        }
        park(flight, landing, options.errorThrottle());
    }

    private static <V> Landing<V> failed(Flight<V> flight, Throwable failure) {
        return Landing.failed(() -> new LoadFailedException(flight.key(), failure));
    }

    private Landing<V> rejected(Flight<V> flight) {
        int loading = running.size();
        int waiting = bulkhead.waiting();
        Supplier<LoadException> failure = () -> new LoadRejectedException(flight.key(), loading, waiting);
        return Landing.failed(failure);
    }

    private void land(Flight<V> flight, Landing<V> landing) {
        flights.remove(flight);
        flight.landing().complete(landing);
    }

    /** Ends a flight that stays for a while, so that those who have a value to serve begin no other. */
    private void park(Flight<V> flight, Landing<V> landing, Duration stay) {
        flight.park();
        flight.landing().complete(landing);
        background.schedule(stay, () -> flights.remove(flight));
    }

    /** Ends a flight because everything ends. */
    void abandon(Flight<V> flight) {
        Load<V> load = flight.load();
        if (load != null) {
            load.drop(true);
        }
        land(flight, failed(flight, new IllegalStateException("this CacheAside is closed")));
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

    /** What a loader returned or threw. */
    private static final class Attempted<V> {
        private Map<String, V> values = Map.of();
        private @Nullable Throwable failure;

        @SuppressWarnings("InterruptedExceptionSwallowed") // every waiter is told, and the thread is the pool's
        void call(BulkLoader<V> loader, BulkLoadContext<V> context) {
            try {
                values = Objects.requireNonNull(loader.loadAll(context), "a bulk loader must not return null");
            } catch (Throwable e) {
                failure = e;
            }
        }

        Map<String, V> values() {
            return values;
        }

        @Nullable
        Throwable failure() {
            return failure;
        }
    }
}

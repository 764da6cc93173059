package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What callers do: take the flight that is under way or begin one, and wait for it as long as they may. */
final class Boarding<V> {
    private final CacheAsideOptions options;
    private final String endpoint;
    private final Freshness freshness;
    private final Flights<V> flights;
    private final Loads<V> loads;
    private final Scheduler scheduler;
    private final Tally tally;

    Boarding(
            CacheAsideOptions options,
            String endpoint,
            Freshness freshness,
            Flights<V> flights,
            Loads<V> loads,
            Scheduler scheduler,
            Tally tally) {
        this.options = options;
        this.endpoint = endpoint;
        this.freshness = freshness;
        this.flights = flights;
        this.loads = loads;
        this.scheduler = scheduler;
        this.tally = tally;
    }

    Flight<V> flight(String key, Flight.Purpose purpose, Sight<V> sight, BulkLoader<V> loader) {
        boolean nested = purpose != Flight.Purpose.BACKGROUND && Load.current() != null;
        return new Flight<>(
                key,
                purpose,
                sight,
                loader,
                nested,
                options.runtime().ticker().getAsLong(),
                options.runtime().context());
    }

    /** The flight under way if it will do, else the fresh one, started. */
    Flight<V> join(Flight<V> fresh, long beganNanos) {
        List<Flight<V>> begun = new ArrayList<>(1);
        Flight<V> flight = join(fresh, beganNanos, begun);
        start(begun);
        return flight;
    }

    void start(List<Flight<V>> begun) {
        if (!begun.isEmpty()) {
            loads.start(begun);
        }
    }

    /** The flight under way if it will do, else the fresh one, added to those that are to be started together. */
    Flight<V> join(Flight<V> fresh, long beganNanos, List<Flight<V>> begun) {
        boolean servable = freshness.of(fresh.seen()).isServable();
        boolean forced = fresh.purpose() == Flight.Purpose.FORCED;
        Flight<V> flight = flights.joinOrAdd(
                fresh, running -> forced ? running.willForce() : running.serves(fresh.seen(), servable, beganNanos));
        if (flight == fresh) {
            begun.add(flight);
        } else if (fresh.purpose() != Flight.Purpose.BACKGROUND) {
            tally.waits.increment();
        }
        return flight;
    }

    /** Waits for a flight, or so long while there is a value to serve in its place; null for no such bound. */
    Landing<V> await(Flight<V> flight, Sight<V> sight, @Nullable Duration softTimeout) {
        boolean kept = freshness.of(sight).isServable();
        Landing<V> landing = landing(flight, kept ? softTimeout : null, sight);
        if (!kept || landing.entry() != null) {
            return landing;
        }
        tally.staleOnError.increment();
        return Landing.of(sight.as(Source.STALE_ON_ERROR));
    }

    /** Waits to the end, or so long. */
    Landing<V> landing(Flight<V> flight, @Nullable Duration softTimeout, Sight<V> sight) {
        Load<?> waiting = Load.current();
        if (waiting != null) {
            waiting.waitFor(flight);
            loads.nest(flight);
        }
        CompletableFuture<Landing<V>> awaited = flight.landing();
        Scheduler.Task timer = () -> {};
        if (softTimeout != null && softTimeout.isZero()) {
            awaited = CompletableFuture.completedFuture(awaited.getNow(Landing.of(sight.as(Source.STALE))));
        } else if (softTimeout != null) {
            CompletableFuture<Landing<V>> timeout = new CompletableFuture<>();
            awaited = awaited.applyToEither(timeout, Function.identity());
            timer = scheduler.schedule(softTimeout, () -> timeout.complete(Landing.of(sight.as(Source.STALE))));
        }
        try {
            Landing<V> landing = awaited.get();
            if (landing.entry() != null && landing.entry().source() == Source.STALE) {
                tally.stale.increment();
            }
            return landing;
        } catch (InterruptedException e) {
            FailedCall call = FailedCall.unsent(Operation.GET, flight.key(), endpoint);
            throw CacheInterruptedException.restoringTheFlag(call, Outcome.NOT_APPLIED, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flight never ends so", e);
        } finally {
            timer.cancel();
            if (waiting != null) {
                waiting.waitsNoMore();
            }
        }
    }
}

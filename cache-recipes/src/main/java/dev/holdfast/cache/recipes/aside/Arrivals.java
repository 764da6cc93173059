package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends flights: stores what was loaded, or notes that it failed, and tells those who wait. */
final class Arrivals<V> {
    private static final int MOST_FORCED_LOADS = 3;

    private final CacheAsideOptions options;
    private final EntryStore<V> store;
    private final RefreshLeases leases;
    private final Freshness freshness;
    private final Flights<V> flights;
    private final Scheduler scheduler;
    private final Tally tally;

    Arrivals(
            CacheAsideOptions options,
            EntryStore<V> store,
            RefreshLeases leases,
            Freshness freshness,
            Flights<V> flights,
            Scheduler scheduler,
            Tally tally) {
        this.options = options;
        this.store = store;
        this.leases = leases;
        this.freshness = freshness;
        this.flights = flights;
        this.scheduler = scheduler;
        this.tally = tally;
    }

    /**
     * Stores what was loaded, and tells those who wait.
     *
     * @param again called in their place where it could not be stored and must be loaded once more
     * @return whether the cache answered
     */
    boolean succeed(Flight<V> flight, LoadContext<V> context, @Nullable V value, long loadMillis, Runnable again) {
        EntryStore.Published published = publish(flight, context, value, loadMillis);
        if (published == EntryStore.Published.FENCED
                && flight.purpose() == Flight.Purpose.FORCED
                && flight.nextLoad() < MOST_FORCED_LOADS) {
            again.run();
            return true;
        }
        Source source = published.isInTheCache() ? Source.LOADED : Source.DEGRADED;
        land(flight, Landing.of(new AsideEntry<>(value, source, Duration.ZERO)));
        return published != EntryStore.Published.FAILED;
    }

    private EntryStore.Published publish(Flight<V> flight, LoadContext<V> context, @Nullable V value, long loadMillis) {
        Fence fence = flight.fence();
        boolean isKept = context.isCached() && (value != null || options.negativeTtl() != null);
        EntryStore.Published published = !fence.isStoring()
                ? EntryStore.Published.FAILED
                : isKept
                        ? store.publish(flight.key(), fence, context, value, loadMillis)
                        : store.withdraw(flight.key(), fence);
        if (published == EntryStore.Published.FENCED) {
            tally.fenced.increment();
        } else if (!published.isInTheCache()) {
            tally.degraded.increment();
        }
        return published;
    }

    /**
     * Tells those who wait; where there is a value to serve instead, nobody is to try again for a while. Answers whether the
     * cache answered.
     */
    boolean fail(Flight<V> flight, Throwable failure) {
        tally.loadFailures.increment();
        Landing<V> landing = failed(flight, failure);
        Fence.Lease lease = flight.fence().lease();
        boolean kept =
                freshness.of(flight.seen()).isServable() && !flight.fence().isReplacedByItsValue();
        if (!kept || options.errorThrottle().isZero()) {
            boolean answered = store.release(flight.fence());
            land(flight, landing);
            return answered;
        }
        boolean answered = true;
        if (lease != null) {
            try {
                leases.throttle(lease, options.errorThrottle());
            } catch (CacheException e) {
                answered = EntryStore.isAnswer(e); // this process alone holds back then
            }
        }
        park(flight, landing, options.errorThrottle());
        return answered;
    }

    static <V> Landing<V> failed(Flight<V> flight, Throwable failure) {
        return Landing.failed(() -> new LoadFailedException(flight.key(), failure));
    }

    void land(Flight<V> flight, Landing<V> landing) {
        flights.remove(flight);
        flights.landed(flight);
        flight.landing().complete(landing);
    }

    /** Ends a flight that stays for a while, so that those who have a value to serve begin no other. */
    void park(Flight<V> flight, Landing<V> landing, Duration stay) {
        flight.park();
        scheduler.schedule(stay, () -> flights.remove(flight)); // the stay begins before anybody knows the result
        flights.landed(flight);
        flight.landing().complete(landing);
    }
}

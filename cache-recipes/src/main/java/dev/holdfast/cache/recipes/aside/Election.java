package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out who of the fleet loads a key. */
final class Election<V> {
    private static final int MOST_TRIES = 8;

    private final EntryReader<V> reader;
    private final EntryStore<V> store;
    private final RefreshLeases leases;
    private final Freshness freshness;
    private final Steps<V> steps;
    private final AsideRuntime runtime;

    Election(
            EntryReader<V> reader,
            EntryStore<V> store,
            RefreshLeases leases,
            Freshness freshness,
            Steps<V> steps,
            AsideRuntime runtime) {
        this.reader = reader;
        this.store = store;
        this.leases = leases;
        this.freshness = freshness;
        this.steps = steps;
        this.runtime = runtime;
    }

    /** What was found out. */
    enum Kind {
        /** This flight loads. */
        WON,
        /** Another process does. */
        LOST,
        /** There is a value already. */
        FOUND,
        /** Nobody is to load, because it failed shortly before. */
        THROTTLED,
        /** The cache can't tell. */
        UNKNOWN,
        /** The cache says that it won't do that. */
        REFUSED
    }

    /**
     * The result.
     *
     * @param kind what was found out
     * @param fence of who won
     * @param sight what was found, or who else loads
     */
    record Verdict<V>(
            Kind kind, @Nullable Fence fence, @Nullable Sight<V> sight) {
        static <V> Verdict<V> throttled() {
            return new Verdict<>(Kind.THROTTLED, null, null);
        }

        static <V> Verdict<V> lost(Sight<V> seen) {
            return new Verdict<>(Kind.LOST, null, seen);
        }

        static <V> Verdict<V> won(Fence fence) {
            return new Verdict<>(Kind.WON, fence, null);
        }
    }

    /** Finds it out for each, without a call for those that another process was seen to load; tells it one by one. */
    void ofAll(List<Flight<V>> flights, BiConsumer<Flight<V>, Verdict<V>> told) {
        Map<String, Sight<V>> sights = flights.size() == 1 ? Map.of() : sights(flights);
        steps.each(flights, (flight, asked) -> {
            Sight<V> sight = sights.get(flight.key());
            Verdict<V> verdict = sight != null && sight.state() == Sight.State.LEASED
                    ? Verdict.lost(sight)
                    : asked ? of(flight) : unfenced(Kind.UNKNOWN);
            told.accept(flight, verdict);
            return verdict.kind() != Kind.UNKNOWN;
        });
    }

    /** What was seen of them: by who began them, or now, of those that have waited since. */
    private Map<String, Sight<V>> sights(List<Flight<V>> flights) {
        if (flights.stream().noneMatch(Flight::isWaitingForOther)) {
            return flights.stream().collect(Collectors.toMap(Flight::key, Flight::seen));
        }
        try {
            return reader.lookAll(flights.stream().map(Flight::key).toList());
        } catch (CacheInterruptedException e) {
            return Map.of();
        }
    }

    private Verdict<V> of(Flight<V> flight) {
        try {
            if (flight.nextAttempt() == 1 && flight.seen().state() == Sight.State.ABSENT) {
                Fence fence = store.lease(flight.key(), null);
                if (fence != null) {
                    return Verdict.won(fence);
                }
            }
            Sight<V> now = reader.lookForChange(flight.key());
            Verdict<V> verdict = verdict(flight, now);
            for (int i = 1; verdict == null && i < MOST_TRIES; i++) {
                now = reader.lookForChange(flight.key());
                verdict = verdict(flight, now);
            }
            return verdict == null ? Verdict.lost(now) : verdict;
        } catch (CacheException e) {
            return unfenced(EntryStore.isAnswer(e) ? Kind.REFUSED : Kind.UNKNOWN);
        }
    }

    private Verdict<V> unfenced(Kind kind) {
        return new Verdict<>(kind, Fence.blind(runtime.ticker().getAsLong()), null);
    }

    private @Nullable Verdict<V> verdict(Flight<V> flight, Sight<V> now) {
        return switch (now.state()) {
            case LEASED -> Verdict.lost(now);
            case STORED -> stored(flight, now);
            default -> {
                Fence fence = store.lease(flight.key(), now.token());
                yield fence == null ? null : Verdict.won(fence);
            }
        };
    }

    private @Nullable Verdict<V> stored(Flight<V> flight, Sight<V> now) {
        if (flight.purpose() == Flight.Purpose.FORCED) {
            return Verdict.won(store.fence(now, null));
        }
        Freshness.Phase phase = freshness.of(now);
        boolean fresh = phase == Freshness.Phase.FRESH || phase == Freshness.Phase.EARLY;
        if (fresh && now.mark() != flight.seen().mark()) {
            return new Verdict<>(Kind.FOUND, null, now);
        }
        RefreshLeases.Attempt attempt = leases.take(reader.storedKey(flight.key()), phase.isServable());
        Fence.Lease lease = attempt.lease();
        if (lease == null) {
            return attempt.kind() == RefreshLeases.Kind.HELD ? Verdict.lost(now) : Verdict.throttled();
        }
        Fence fence = store.fence(now, lease);
        if (reader.lookForChange(flight.key()).mark() == now.mark()) {
            return Verdict.won(fence);
        }
        store.release(fence);
        return null;
    }
}

package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CachePermanentException;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out who of the fleet loads a key. */
final class Election<V> {
    private static final int MOST_TRIES = 8;

    private final EntryReader<V> reader;
    private final EntryStore<V> store;
    private final RefreshLeases leases;
    private final Freshness freshness;
    private final AsideRuntime runtime;

    Election(
            EntryReader<V> reader,
            EntryStore<V> store,
            RefreshLeases leases,
            Freshness freshness,
            AsideRuntime runtime) {
        this.reader = reader;
        this.store = store;
        this.leases = leases;
        this.freshness = freshness;
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

    Verdict<V> of(Flight<V> flight) {
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
        } catch (CachePermanentException e) {
            return unfenced(Kind.REFUSED);
        } catch (CacheException e) {
            return unknown();
        }
    }

    /** What is to be said of a key that the cache fails for. */
    Verdict<V> unknown() {
        return unfenced(Kind.UNKNOWN);
    }

    private Verdict<V> unfenced(Kind kind) {
        return new Verdict<>(kind, Fence.blind(runtime.ticker().getAsLong()), null);
    }

    /** The keys of those that the cache fails for now, asked for in one call, and in one more for the tags' clock. */
    Set<String> unseen(Collection<String> keys) {
        Set<String> unseen = reader.unseen(keys);
        if (unseen.size() < keys.size()) {
            try {
                store.clock();
            } catch (CacheException e) {
                return Set.copyOf(keys);
            }
        }
        return unseen;
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

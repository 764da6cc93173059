package dev.holdfast.cache.recipes.aside;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One read of many keys. Used once, by one thread. */
final class BulkRead<V> {
    private final CacheAsideOptions options;
    private final EntryReader<V> reader;
    private final Freshness freshness;
    private final Boarding<V> boarding;
    private final BulkLoader<V> loader;
    private final Tally tally;
    private final Map<String, AsideEntry<V>> entries = new HashMap<>();
    private final Map<String, LoadException> failures = new LinkedHashMap<>();

    BulkRead(
            CacheAsideOptions options,
            EntryReader<V> reader,
            Freshness freshness,
            Boarding<V> boarding,
            BulkLoader<V> loader,
            Tally tally) {
        this.options = options;
        this.reader = reader;
        this.freshness = freshness;
        this.boarding = boarding;
        this.loader = loader;
        this.tally = tally;
    }

    BulkResult<V> of(Set<String> keys) {
        Collection<String> open = keys;
        while (!open.isEmpty()) {
            open = round(open);
        }
        Map<String, AsideEntry<V>> ordered = new LinkedHashMap<>();
        for (String key : keys) {
            AsideEntry<V> entry = entries.get(key);
            if (entry != null) {
                ordered.put(key, entry);
            }
        }
        return new BulkResult<>(ordered, failures);
    }

    /** One round; answers the keys that it left open. */
    private Collection<String> round(Collection<String> keys) {
        long began = options.runtime().ticker().getAsLong();
        Map<String, Sight<V>> wanted = new TreeMap<>();
        Map<String, Sight<V>> old = new TreeMap<>();
        reader.lookAll(keys).forEach((key, sight) -> {
            Freshness.Phase phase = freshness.of(sight);
            if (!phase.isServedAtOnce()) {
                wanted.put(key, sight);
                return;
            }
            boolean stale = phase == Freshness.Phase.STALE;
            (stale ? tally.stale : tally.hits).increment();
            entries.put(key, sight.as(stale ? Source.STALE : Source.HIT));
            if (phase != Freshness.Phase.FRESH) {
                old.put(key, sight);
            }
        });
        begin(Flight.Purpose.BACKGROUND, old, began);
        return await(wanted, begin(Flight.Purpose.WANTED, wanted, began));
    }

    /** The flights of these keys, those that are new started together. */
    private Map<String, Flight<V>> begin(Flight.Purpose purpose, Map<String, Sight<V>> sights, long began) {
        Map<String, Flight<V>> flights = new LinkedHashMap<>();
        List<Flight<V>> begun = new ArrayList<>();
        try {
            sights.forEach((key, sight) ->
                    flights.put(key, boarding.join(boarding.flight(key, purpose, sight, loader), began, begun)));
        } finally {
            boarding.start(begun); // though the context of a later one can't be taken: others may wait for these
        }
        return flights;
    }

    /** The bound is one of the whole call. */
    private @Nullable Duration softTimeoutLeft(long beganNanos) {
        Duration softTimeout = options.softTimeout();
        if (softTimeout == null) {
            return null;
        }
        Duration left = softTimeout.minusNanos(options.runtime().ticker().getAsLong() - beganNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Collection<String> await(Map<String, Sight<V>> wanted, Map<String, Flight<V>> awaited) {
        List<String> open = new ArrayList<>();
        long began = options.runtime().ticker().getAsLong();
        awaited.forEach((key, flight) -> {
            Landing<V> landing =
                    boarding.await(flight, Objects.requireNonNull(wanted.get(key)), softTimeoutLeft(began));
            AsideEntry<V> entry = landing.entry();
            if (entry != null) {
                entries.put(key, entry);
            } else if (landing.isUndecided()) {
                open.add(key);
            } else {
                failures.put(key, landing.exception());
            }
        });
        return open;
    }
}

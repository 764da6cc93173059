package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Does one thing after another for many flights, and spares a cache that fails. */
final class Steps<V> {
    private final EntryReader<V> reader;
    private final EntryStore<V> store;

    Steps(EntryReader<V> reader, EntryStore<V> store) {
        this.reader = reader;
        this.store = store;
    }

    /** What is done for one flight, by the cache only if that can be asked; answers whether it answered. */
    interface Step<V> {
        boolean take(Flight<V> flight, boolean asked);
    }

    /**
     * Takes a step for each flight. Once the cache failed for one, all others are looked at in one call, and those that it
     * fails for are not asked for again; none is, if it fails again though it can be seen. So a cache that hangs, or a part
     * of it, costs some timeouts, and not one for every key.
     */
    void each(List<Flight<V>> flights, Step<V> step) {
        Set<String> seen = new LinkedHashSet<>();
        flights.forEach(flight -> seen.add(flight.key()));
        boolean lookedInVain = false;
        for (Flight<V> flight : flights) {
            boolean asked = seen.remove(flight.key());
            boolean failed = !step.take(flight, asked) && asked;
            if (failed && lookedInVain) {
                seen.clear();
            } else if (failed && !seen.isEmpty()) {
                lookedInVain = !seen.removeAll(unseen(seen));
            }
        }
    }

    /** The keys that the cache fails for now, asked for in one call, and in one more for the tags' clock. */
    private Set<String> unseen(Set<String> keys) {
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
}

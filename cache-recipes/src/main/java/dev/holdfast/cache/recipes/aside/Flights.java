package dev.holdfast.cache.recipes.aside;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** The flights under way in this process: one a key for callers to take, and those that they take no more. */
final class Flights<V> {
    private final ConcurrentMap<String, Flight<V>> underWay = new ConcurrentHashMap<>();
    private final Set<Flight<V>> awaited = ConcurrentHashMap.newKeySet();

    /** Adds a new flight, in place of one that won't do. */
    Flight<V> joinOrAdd(Flight<V> fresh, Predicate<Flight<V>> suits) {
        awaited.add(fresh); // before others can take it: whoever ends all ends this one too
        while (true) {
            Flight<V> running = underWay.putIfAbsent(fresh.key(), fresh);
            if (running == null) {
                return fresh;
            }
            if (suits.test(running)) {
                awaited.remove(fresh);
                return running;
            }
            if (underWay.replace(fresh.key(), running, fresh)) {
                return fresh;
            }
        }
    }

    /** Later callers begin a new one. */
    void remove(Flight<V> flight) {
        underWay.remove(flight.key(), flight);
    }

    /** Later callers begin a new one. */
    void detach(String key) {
        underWay.remove(key);
    }

    /** Later callers begin new ones. */
    void detachAll() {
        underWay.clear();
    }

    boolean has(String key) {
        return underWay.containsKey(key);
    }

    /** Nobody waits for it any more. */
    void landed(Flight<V> flight) {
        awaited.remove(flight);
    }

    /** All that somebody may wait for, the detached too. A copy. */
    Collection<Flight<V>> awaited() {
        return List.copyOf(awaited);
    }
}

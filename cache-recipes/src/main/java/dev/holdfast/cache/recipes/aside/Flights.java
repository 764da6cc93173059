package dev.holdfast.cache.recipes.aside;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/** The flights under way in this process, one a key. */
final class Flights<V> {
    private final ConcurrentMap<String, Flight<V>> underWay = new ConcurrentHashMap<>();

    /** Adds a new flight, in place of one that won't do. */
    Flight<V> joinOrAdd(Flight<V> fresh, Predicate<Flight<V>> suits) {
        while (true) {
            Flight<V> running = underWay.putIfAbsent(fresh.key(), fresh);
            if (running == null) {
                return fresh;
            }
            if (suits.test(running)) {
                return running;
            }
            if (underWay.replace(fresh.key(), running, fresh)) {
                return fresh;
            }
        }
    }

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

    /** A copy. */
    Collection<Flight<V>> all() {
        return List.copyOf(underWay.values());
    }
}

package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A time in which a cache promises less.
 *
 * @param keys of which it does
 * @param from when it begins
 * @param until when it ends
 * @param divided whether each actor is answered by itself, and entries may be gone afterwards; else what is acknowledged
 *     may be forgotten
 */
record Fog(Predicate<String> keys, long from, long until, boolean divided) {
    boolean hides(Event event) {
        return event.overlaps(from, until);
    }

    /** The calls on one key: those in the fog may have taken effect, for all that is known when it lifts. */
    List<Event> over(List<Event> events) {
        String name = "fog " + from;
        List<Event> seen = new ArrayList<>();
        long lifted = until;
        for (Event event : events) {
            boolean isCall = !event.key().equals(Event.ALL_KEYS);
            if (!isCall || event.unknown() || !hides(event)) {
                seen.add(event);
            } else if (!event.isRead() && !event.didNothing()) {
                seen.add(event.doubted(name));
                lifted = Math.max(lifted, event.ended());
            }
        }
        int id = events.size();
        if (divided) {
            seen.add(new Event(
                    -id,
                    Event.ALL_KEYS,
                    name,
                    "loses",
                    from,
                    Event.NEVER,
                    until,
                    Specification.REMOVE,
                    "perhaps",
                    true));
        }
        seen.add(Event.answered(
                -id - 1, Event.ALL_KEYS, name, "lifts", lifted + 1, lifted + 1, Specification.FENCE, Shown.DONE));
        return seen;
    }
}

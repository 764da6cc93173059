package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the calls on one key that a single cache could have answered so: every call between its
 * invocation and its answer. Depth first (Wing, Gong: Testing and verifying concurrent objects, JPDC 1993), and no
 * state is entered twice that has the same calls behind it (Lowe: Testing for linearizability, CCPE 2017).
 */
final class Linearization {
    private final List<Event> events;
    private final EntryRules rules;
    private final Set<Visit> visits = new HashSet<>();
    private final BitSet done = new BitSet();
    private final List<Event> order = new ArrayList<>();
    private List<Event> furthest = List.of();
    private Set<String> objections = Set.of();

    private record Visit(BitSet done, EntryState state) {}

    private Linearization(List<Event> events, EntryRules rules) {
        this.events =
                events.stream().sorted(Comparator.comparingLong(Event::invoked)).toList();
        this.rules = rules;
    }

    /** Why there is no such order; null if there is one. */
    static @Nullable String violation(String key, List<Event> events, EntryRules rules) {
        Linearization search = new Linearization(events, rules);
        if (search.fits(EntryState.EMPTY)) {
            return null;
        }
        return smallest(search).message(key);
    }

    /** Leaves out reads as long as the rest is still wrong without it. */
    private static Linearization smallest(Linearization wrong) {
        Linearization smallest = wrong;
        for (Event event : wrong.events) {
            if (event.specification() == Specification.GET || event.specification() == Specification.TTL) {
                List<Event> fewer = new ArrayList<>(smallest.events);
                fewer.remove(event);
                Linearization without = new Linearization(fewer, wrong.rules);
                smallest = without.fits(EntryState.EMPTY) ? smallest : without;
            }
        }
        return smallest;
    }

    private boolean fits(EntryState state) {
        if (!visits.add(new Visit((BitSet) done.clone(), state))) {
            return false;
        }
        long firstAnswer = firstAnswer();
        if (firstAnswer == Event.NEVER) {
            return true;
        }
        Set<String> here = new TreeSet<>();
        for (int i = done.nextClearBit(0); i < events.size(); i = done.nextClearBit(i + 1)) {
            Event event = events.get(i);
            if (event.invoked() > firstAnswer) {
                break;
            }
            if (fitsWith(i, event, state, here)) {
                return true;
            }
        }
        if (order.size() >= furthest.size()) {
            furthest = List.copyOf(order);
            objections = here;
        }
        return false;
    }

    private boolean fitsWith(int index, Event event, EntryState state, Set<String> here) {
        for (EntryState found : rules.views(state)) {
            EntryState next = rules.after(event, found);
            if (next == null) {
                Object would =
                        event.specification().apply(found, event.id(), rules).answer();
                here.add(event + ", but " + found + ", so it would be " + Shown.answer(would));
                continue;
            }
            done.set(index);
            order.add(event);
            if (fits(next)) {
                return true;
            }
            order.remove(order.size() - 1);
            done.clear(index);
        }
        return false;
    }

    /** The answer that came first of those calls that certainly happened and are not yet in order. */
    private long firstAnswer() {
        long first = Event.NEVER;
        for (int i = done.nextClearBit(0); i < events.size(); i = done.nextClearBit(i + 1)) {
            if (events.get(i).invoked() > first) {
                break;
            }
            first = Math.min(first, events.get(i).answered());
        }
        return first;
    }

    private String message(String key) {
        StringBuilder text = new StringBuilder("no single cache could have answered so for ")
                .append(Shown.answer(key))
                .append(", in whatever order:\n");
        events.forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("one order goes furthest:\n");
        furthest.forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("but then none can be next:\n");
        objections.forEach(objection -> text.append("  ").append(objection).append('\n'));
        return text.toString().stripTrailing();
    }
}

package dev.holdfast.cache.tck.fake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of the calls on one key that a single cache could have answered so: every call between its
 * invocation and its answer. It goes from answer to answer and keeps all ways things may have gone; others take effect
 * before the call that is answered only where that must come after them (just-in-time linearization: Lowe, Testing for
 * linearizability, CCPE 2017). Of two ways that leave the same entry the one that has used up more calls of unknown
 * outcome is forgotten, and of such calls that would do the same the oldest is used: so thousands of calls take
 * milliseconds, where Wing and Gong's search would try every subset of the unknown ones.
 */
final class Linearization {
    /** Some ten seconds; what then is undecided is no proof of anything, and said so. */
    private static final int MOST_STEPS = 1_000_000;

    private final List<Event> events;
    private final EntryRules rules;
    /** Calls of unknown outcome that differ in nothing have the same number. */
    private final int[] kinds;

    private final List<Integer> known = new ArrayList<>();
    private final List<Integer> unknown;
    private Frontier frontier = new Frontier();
    private Frontier tried = new Frontier();
    private int admitted;
    private int steps;

    private Linearization(List<Event> events, EntryRules rules) {
        this.events =
                events.stream().sorted(Comparator.comparingLong(Event::invoked)).toList();
        this.rules = rules;
        this.kinds = new int[this.events.size()];
        this.unknown = new ArrayList<>();
        Map<List<String>, Integer> numbers = new HashMap<>();
        for (int i = 0; i < kinds.length; i++) {
            Event event = this.events.get(i);
            kinds[i] = numbers.computeIfAbsent(kind(event), kind -> numbers.size());
            if (event.unknown()) {
                unknown.add(i);
            }
        }
        unknown.sort(Comparator.comparingLong(i -> this.events.get(i).ended()));
    }

    /** What a token stands for is not in the text: such calls are all different. */
    private static List<String> kind(Event event) {
        boolean hasToken = event.text().startsWith("cas") || event.text().startsWith("delete by");
        String written = event.specification().writes();
        String words = written == null ? event.text() : event.text().replaceFirst("'.*'", "");
        return List.of(
                event.actor(), words, written == null ? "" : written, hasToken ? Integer.toString(event.id()) : "");
    }

    /** Why there is no such order; null if there is one. */
    static @Nullable String violation(String key, List<Event> events, EntryRules rules) {
        Impossibility impossibility = impossibility(events, rules);
        return impossibility == null ? null : impossibility.message(key);
    }

    static @Nullable Impossibility impossibility(List<Event> events, EntryRules rules) {
        Linearization search = new Linearization(events, rules);
        Event stuck = search.stuck();
        return stuck == null ? null : new Impossibility(search.events, rules, stuck, search.furthest());
    }

    /** The first answer that can't be; null if all can. */
    private @Nullable Event stuck() {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!events.get(i).unknown()) {
                answers.add(i);
            }
        }
        answers.sort(Comparator.comparingLong(i -> events.get(i).answered()));
        frontier.add(Course.START);
        for (int answer : answers) {
            pass(answer);
            if (frontier.isEmpty()) {
                return events.get(answer);
            }
        }
        return null;
    }

    /** The longest of all ways that were tried before the answer that can't be. */
    private Course furthest() {
        return tried.stream().max(Comparator.comparingInt(Course::steps)).orElse(Course.START);
    }

    /** One more call is answered: only the ways stay in which it has taken effect. */
    private void pass(int answer) {
        admitUntil(events.get(answer).answered());
        Frontier reached = new Frontier();
        tried = new Frontier();
        Deque<Course> open = new ArrayDeque<>();
        frontier.stream().map(this::withReads).filter(tried::add).forEach(open::add);
        while (!open.isEmpty()) {
            Course course = open.remove();
            if (course.has(answer)) {
                reached.add(course.past(answer));
            } else {
                extend(course, open);
            }
        }
        known.remove((Integer) answer);
        frontier = reached;
        BitSet over = reached.spentInAll();
        unknown.removeIf(over::get);
    }

    private void admitUntil(long moment) {
        while (admitted < events.size() && events.get(admitted).invoked() <= moment) {
            if (!events.get(admitted).unknown()) {
                known.add(admitted);
            }
            admitted++;
        }
    }

    private void extend(Course course, Deque<Course> open) {
        for (int index : known) {
            if (!course.has(index)) {
                take(course, index, open);
            }
        }
        BitSet kindsTaken = new BitSet();
        for (int index : unknown) {
            if (index < admitted && !course.has(index) && !kindsTaken.get(kinds[index])) {
                kindsTaken.set(kinds[index]);
                take(course, index, open);
            }
        }
    }

    private void take(Course course, int index, Deque<Course> open) {
        if (++steps > MOST_STEPS) {
            throw new AssertionError("undecided: too many calls of unknown outcome for " + MOST_STEPS + " steps");
        }
        Event event = events.get(index);
        for (EntryState found : rules.views(course.state())) {
            EntryState next = rules.after(event, found);
            if (next != null) {
                Course then = withReads(course.then(index, event, next, ended(event, !next.equals(found))));
                if (tried.add(then)) {
                    open.add(then);
                }
            }
        }
    }

    /** The calls of unknown outcome that take no effect any more when this one has. */
    private BitSet ended(Event event, boolean changes) {
        BitSet ended = new BitSet();
        boolean fences = !rules.lateWrites() && changes && !event.unknown();
        if (fences || event.specification() == Specification.FENCE) {
            for (int index : unknown) {
                Event other = events.get(index);
                if (other.ended() < event.invoked() && other.actor().equals(event.actor())) {
                    ended.set(index);
                }
            }
        }
        return ended;
    }

    /** What fits the entry as it is, and can't change any, may take effect at once. */
    private Course withReads(Course course) {
        Course with = course;
        for (int index : known) {
            Event event = events.get(index);
            boolean changesNothing = event.didNothing()
                    || event.specification() == Specification.GET
                    || event.specification() == Specification.GETS
                    || event.specification() == Specification.TTL;
            if (changesNothing
                    && !course.ahead().get(index)
                    && rules.views(course.state()).contains(course.state())
                    && course.state().equals(rules.after(event, course.state()))) {
                with = with.then(index, event, course.state(), new BitSet());
            }
        }
        return with;
    }
}

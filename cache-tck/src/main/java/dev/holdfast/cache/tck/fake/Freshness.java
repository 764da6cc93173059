package dev.holdfast.cache.tck.fake;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads of one key, whose values are all different, answer with something older than what was acknowledged
 * before they began, or with nothing though nobody removed it: a regular register (Lamport, On interprocess communication, 1986), by intervals and without search.
 */
final class Freshness {
    private final String key;
    private final List<Event> events;
    private final List<Fog> fogs;
    private final boolean amongAll;
    private final EntryRules rules;
    private final Map<String, Event> writers = new HashMap<>();
    /** What may have removed the entry, time included. */
    private final List<Event> removers;

    /** By the moment of its answer: the write that began last of those acknowledged until then. */
    private final NavigableMap<Long, Event> newest;

    private final Map<String, NavigableMap<Long, Event>> newestOf = new HashMap<>();

    Freshness(String key, List<Event> all, List<Fog> fogs, boolean amongAll, EntryRules rules) {
        this.key = key;
        this.events = all.stream()
                .filter(event -> !event.key().equals(Event.ALL_KEYS))
                .toList();
        this.removers = all.stream()
                .filter(event -> event.key().equals(Event.ALL_KEYS)
                        || (event.specification().removes() && !event.didNothing()))
                .toList();
        this.fogs = fogs;
        this.amongAll = amongAll;
        this.rules = rules;
        for (Event event : events) {
            String value = event.specification().writes();
            if (value != null && (event.unknown() || event.wrote())) {
                writers.put(value, event);
            }
        }
        List<Event> acknowledged = events.stream()
                .filter(event -> event.wrote() && !mayBeForgotten(event))
                .sorted(Comparator.comparingLong(Event::answered))
                .toList();
        newest = newest(acknowledged);
        for (Event event : acknowledged) {
            newestOf.computeIfAbsent(
                    event.actor(),
                    actor -> newest(acknowledged.stream()
                            .filter(other -> other.actor().equals(actor))
                            .toList()));
        }
    }

    private static NavigableMap<Long, Event> newest(Collection<Event> acknowledged) {
        NavigableMap<Long, Event> newest = new TreeMap<>();
        Event last = null;
        for (Event event : acknowledged) {
            last = last == null || event.invoked() > last.invoked() ? event : last;
            newest.put(event.answered(), last);
        }
        return newest;
    }

    private boolean mayBeForgotten(Event event) {
        return fogs.stream().anyMatch(fog -> !fog.divided() && fog.hides(event));
    }

    private boolean isDivided(Event event) {
        return fogs.stream().anyMatch(fog -> fog.divided() && fog.hides(event));
    }

    /** The first read that is too old, and why; null if there is none. */
    @Nullable
    String violation() {
        for (Event event : events) {
            if (event.specification().reads() && !event.unknown()) {
                String violation = event.answer() instanceof String value ? violation(event, value) : absence(event);
                if (violation != null) {
                    return violation;
                }
            }
        }
        return null;
    }

    private @Nullable String absence(Event read) {
        Event last = amongAll && !isDivided(read) ? before(newest, read) : before(newestOf.get(read.actor()), read);
        if (last == null || last.specification().removes() || rules.loss() || isLostInFog(last, read)) {
            return null;
        }
        boolean removed =
                removers.stream().anyMatch(remover -> remover.invoked() <= read.answered() && !isOlder(remover, last));
        return removed ? null : message("nothing was read, and nobody had removed it", read, last, null);
    }

    private boolean isLostInFog(Event last, Event read) {
        return fogs.stream()
                .anyMatch(fog -> fog.divided() && fog.from() <= read.answered() && fog.until() >= last.invoked());
    }

    private @Nullable String violation(Event read, String value) {
        Event writer = writers.get(value);
        if (writer == null) {
            return message("nobody wrote what was read", read, null, null);
        }
        if (writer.invoked() > read.answered()) {
            return message("what was read was written later", read, writer, null);
        }
        Event own = before(newestOf.get(read.actor()), read);
        Event any = amongAll && !isDivided(read) ? before(newest, read) : own;
        Event newer = isOlder(writer, any) ? any : isOlder(writer, own) ? own : null;
        return newer == null ? null : message("what was read is older than what was acknowledged", read, writer, newer);
    }

    private static @Nullable Event before(@Nullable NavigableMap<Long, Event> newest, Event read) {
        Map.Entry<Long, Event> entry = newest == null ? null : newest.lowerEntry(read.invoked());
        return entry == null ? null : entry.getValue();
    }

    /** Whether the one had had its effect when the other began. */
    private boolean isOlder(Event writer, @Nullable Event newer) {
        if (newer == null
                || (writer.unknown() && (rules.lateWrites() || !writer.actor().equals(newer.actor())))) {
            return false;
        }
        return writer.ended() < newer.invoked();
    }

    private String message(String what, Event read, @Nullable Event writer, @Nullable Event newer) {
        StringBuilder text = new StringBuilder(what)
                .append(", of ")
                .append(Shown.answer(key))
                .append(":\n  ");
        text.append(writer == null ? "" : writer + "\n  ");
        text.append(newer == null ? "" : newer + "\n  ");
        text.append(read).append("\nof ").append(events.size()).append(" calls; those about the read:\n");
        events.stream()
                .filter(event -> event.overlaps(read.invoked() - 20_000, read.answered()))
                .limit(40)
                .forEach(event -> text.append("  ").append(event).append('\n'));
        return text.toString().stripTrailing();
    }
}

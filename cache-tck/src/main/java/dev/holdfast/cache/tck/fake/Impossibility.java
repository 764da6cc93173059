package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why calls on one key can't have been answered as they were.
 *
 * @param events all of them, by invocation
 * @param rules what was allowed
 * @param stuck the first answer that can't be
 * @param furthest an order that goes as far as any
 */
record Impossibility(List<Event> events, EntryRules rules, Event stuck, Course furthest) {
    /** So many calls a reader may be shown. */
    private static final int SHOWN = 60;

    String message(String key) {
        return events.size() > SHOWN ? aroundTheAnswer(key) : smallest().inFull(key);
    }

    /** Leaves out reads as long as the rest is still wrong without it. */
    private Impossibility smallest() {
        Impossibility smallest = this;
        for (Event event : events) {
            if (event.specification() == Specification.GET || event.specification() == Specification.TTL) {
                List<Event> fewer = new ArrayList<>(smallest.events);
                fewer.remove(event);
                Impossibility without = Linearization.impossibility(fewer, rules);
                smallest = without == null ? smallest : without;
            }
        }
        return smallest;
    }

    private String inFull(String key) {
        StringBuilder text = new StringBuilder("no single cache could have answered so for ")
                .append(Shown.answer(key))
                .append(", in whatever order:\n");
        events.forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("one order goes furthest:\n");
        order().forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("but then none can be next:\n");
        objections().forEach(objection -> text.append("  ").append(objection).append('\n'));
        return text.toString().stripTrailing();
    }

    private String aroundTheAnswer(String key) {
        StringBuilder text = new StringBuilder("no single cache could have answered so for ")
                .append(Shown.answer(key))
                .append(", in whatever order, of ")
                .append(events.size())
                .append(" calls:\n  ")
                .append(stuck)
                .append("\nthose about it:\n");
        List<Event> until = events.stream()
                .filter(event -> event.invoked() <= stuck.answered())
                .toList();
        List<Event> doubtful = until.stream().filter(Event::unknown).toList();
        tail(until).forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("of unknown outcome before it:\n");
        tail(doubtful).forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("one order goes furthest, and ends so:\n");
        tail(order()).forEach(event -> text.append("  ").append(event).append('\n'));
        text.append("but then none can be next:\n");
        objections().forEach(objection -> text.append("  ").append(objection).append('\n'));
        return text.toString().stripTrailing();
    }

    private static List<Event> tail(List<Event> events) {
        return events.subList(Math.max(0, events.size() - SHOWN / 2), events.size());
    }

    private List<Event> order() {
        List<Event> order = new ArrayList<>();
        for (Course.Step step = furthest.last(); step != null; step = step.before()) {
            order.add(0, step.event());
        }
        return order;
    }

    private Set<String> objections() {
        Set<String> objections = new TreeSet<>();
        List<Event> order = order();
        for (Event event : events) {
            if (event.invoked() > stuck.answered() || event.unknown() || order.contains(event)) {
                continue;
            }
            for (EntryState found : rules.views(furthest.state())) {
                if (rules.after(event, found) == null) {
                    Object would = event.specification()
                            .apply(found, event.id(), rules)
                            .answer();
                    objections.add(event + ", but " + found + ", so it would be " + Shown.answer(would));
                }
            }
        }
        return objections;
    }
}

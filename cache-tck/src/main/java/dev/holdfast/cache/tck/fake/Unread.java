package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.spi.CounterDigits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was written and never read might as well have been any other value that was never read: as one value, thousands
 * of writes in doubt leave the same entry, and need not all be told apart.
 */
final class Unread {
    private static final String VALUE = "what nobody read";

    private Unread() {}

    /**
     * Makes all values one that were written in doubt and that no call was answered.
     *
     * @param events the calls on one key
     * @param all them and those that are in no question any more, whose tokens may still be used
     */
    static List<Event> asOne(List<Event> events, List<Event> all) {
        Set<Object> answers = Stream.concat(
                        events.stream(), all.stream().filter(event -> event.specification() == Specification.GETS))
                .map(Event::answer)
                .filter(String.class::isInstance)
                .collect(Collectors.toSet());
        return events.stream()
                .map(event -> event.unknown() && !isRead(event, answers) ? event.writing(VALUE) : event)
                .toList();
    }

    private static boolean isRead(Event event, Set<Object> answers) {
        String value = event.specification().writes();
        return value == null || answers.contains(value) || isCount(value);
    }

    /** Which is read by whoever counts on. */
    private static boolean isCount(String value) {
        return CounterDigits.parse(value.getBytes(StandardCharsets.ISO_8859_1)).isPresent();
    }
}

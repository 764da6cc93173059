package dev.holdfast.it.faults;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the traffic is about: a kind of key for each kind of use. */
final class Keys {
    /** Written by whoever comes. */
    static final List<String> VALUES = numbered("value", 5);

    static final List<String> COUNTERS = numbered("count", 3);

    /** Counted down in one way alone: of too many ways with unknown outcomes the judge could not try all orders. */
    static final String DOWN = "count:down";

    /** Changed only by who has seen what is there. */
    static final List<String> GUARDED = numbered("guarded", 3);

    /** All of those, which are there most of the time. */
    static final List<String> STANDING = Stream.of(VALUES, COUNTERS, List.of(DOWN), GUARDED)
            .flatMap(List::stream)
            .toList();

    private Keys() {}

    private static List<String> numbered(String kind, int count) {
        return IntStream.range(0, count).mapToObj(i -> kind + ":" + i).toList();
    }

    /** To be added once, by one of all; another one all the time. */
    static String once(long number) {
        return "once:" + number;
    }

    static boolean isValue(String key) {
        return key.startsWith("value:");
    }

    static boolean isCounter(String key) {
        return key.startsWith("count:");
    }

    static boolean isConditional(String key) {
        return !isValue(key) && !isCounter(key);
    }
}

package dev.holdfast.cache.recipes.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks options, and names every one that is out of bounds at once. */
final class Bounds {
    static final Duration MILLI = Duration.ofMillis(1);
    static final Duration HOUR = Duration.ofHours(1);
    static final Duration DECADE = Duration.ofDays(3_650);

    private final List<String> problems = new ArrayList<>();

    Bounds within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(name + " must be from " + least + " to " + most + ", not " + value);
        }
        return this;
    }

    Bounds within(String name, long value, long least, long most) {
        return check(
                value >= least && value <= most, name + " must be from " + least + " to " + most + ", not " + value);
    }

    Bounds check(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
        return this;
    }

    /** Throws if any is out of bounds. */
    void keep() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}

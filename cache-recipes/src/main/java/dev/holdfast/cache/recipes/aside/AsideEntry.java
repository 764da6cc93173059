package dev.holdfast.cache.recipes.aside;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value, where it came from, and how old it is.
 *
 * @param <V> the type of the values
 * @param value the value; null where the loader found nothing
 * @param source where it came from
 * @param age since it was stored, by the wall clocks of who stored it and who reads it; zero for what was just loaded,
 *     never negative
 */
public record AsideEntry<V>(@Nullable V value, Source source, Duration age) {
    /**
     * Checks that none is null that must not be.
     *
     * @param value the value
     * @param source where it came from
     * @param age since it was stored
     */
    public AsideEntry {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(age, "age");
    }

    /** Never shows the value. */
    @Override
    public String toString() {
        return "AsideEntry[" + (value == null ? "nothing, " : "") + source + ", " + age + " old]";
    }
}

package dev.holdfast.cache.recipes.memoized;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A key with places in it. A place fills a whole segment between colons, so what is put in stays told apart. */
final class KeyTemplate {
    private final List<Segment> segments;
    private final @Nullable Place many;

    private KeyTemplate(List<Segment> segments) {
        this.segments = segments;
        this.many = segments.stream()
                .map(Segment::place)
                .filter(place -> place != null && place.isMany())
                .findFirst()
                .orElse(null);
    }

    /** As it stands, or a place. */
    private record Segment(String literal, @Nullable Place place) {
        boolean mayBe(Segment other) {
            return place != null || other.place != null || literal.equals(other.literal);
        }
    }

    /** The template that is written so; null, and problems, where it can't be. */
    static @Nullable KeyTemplate parse(String text, Method method, GenericTypes types, Problems problems) {
        if (text.isBlank()) {
            problems.add(method, "a key or tag is blank");
            return null;
        }
        List<Segment> segments = new ArrayList<>();
        boolean isWhole = true;
        for (String segment : text.split(":", -1)) {
            if (segment.startsWith("{") && segment.indexOf('}') == segment.length() - 1) {
                Place place = Place.find(segment.substring(1, segment.length() - 1), method, types, problems);
                isWhole &= place != null;
                segments.add(new Segment("", place));
            } else if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0) {
                problems.add(
                        method,
                        "'" + segment + "' in '" + text
                                + "' is not wholly a place: part places from the rest by colons, as in user:{id}");
                isWhole = false;
            } else {
                segments.add(new Segment(segment, null));
            }
        }
        long collections = segments.stream()
                .filter(segment -> segment.place() != null && segment.place().isMany())
                .count();
        if (collections > 1) {
            problems.add(
                    method, "'" + text + "' has places for " + collections + " collections: one can be taken apart");
        }
        return isWhole && collections <= 1 ? new KeyTemplate(segments) : null;
    }

    /** The same for templates that make the same keys. */
    String shape() {
        return String.join(
                ":",
                segments.stream()
                        .map(segment -> segment.place() == null ? segment.literal() : "{}")
                        .toList());
    }

    /** Whether both can make one key. */
    boolean meets(KeyTemplate other) {
        if (segments.size() != other.segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            if (!segments.get(i).mayBe(other.segments.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The parameter that is taken apart; -1 if none is. */
    int manyParameter() {
        return many == null ? -1 : many.parameter();
    }

    /** The key of a call, or of one element of the collection it is given. */
    String key(@Nullable Object[] arguments, @Nullable Object element) {
        StringJoiner key = new StringJoiner(":");
        for (Segment segment : segments) {
            Place place = segment.place();
            key.add(
                    place == null
                            ? segment.literal()
                            : place.text(place.isMany() ? element : arguments[place.parameter()]));
        }
        return key.toString();
    }

    /** The keys of a call, each with the element it is for: null where it is for the call. */
    Map<String, @Nullable Object> keys(@Nullable Object[] arguments) {
        Map<String, @Nullable Object> keys = new LinkedHashMap<>();
        elements(arguments).forEach(element -> keys.put(key(arguments, element), element));
        return keys;
    }

    /** What a call has a key each for: the elements of the collection it is given, or null for itself. */
    Collection<? extends @Nullable Object> elements(@Nullable Object[] arguments) {
        return many == null
                ? Collections.singletonList(null)
                : (Collection<?>) Objects.requireNonNull(arguments[many.parameter()], "the collection of keys");
    }

    @Override
    public String toString() {
        return shape();
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Versioned;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls, answers and values as a reader of a trace wants them. */
enum Shown {
    /** A call that answers nothing has ended well. */
    DONE("done"),
    /** An entry can't be counted. */
    NOT_A_COUNTER("not a counter"),
    /** A counter would pass its greatest value. */
    TOO_LARGE("too large");

    private final String text;

    Shown(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }

    /** Values are kept as strings of one char a byte, so that they can be compared and read. */
    static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.ISO_8859_1);
    }

    static String argument(@Nullable Object argument) {
        return argument instanceof Collection<?> all
                ? all.stream().map(Shown::argument).collect(Collectors.joining(", ", "[", "]"))
                : answer(argument);
    }

    static String answer(@Nullable Object answer) {
        if (answer == null) {
            return "absent";
        }
        if (answer instanceof byte[] value) {
            return quoted(new String(value, StandardCharsets.ISO_8859_1));
        }
        if (answer instanceof String value) {
            return quoted(value);
        }
        if (answer instanceof Versioned versioned) {
            return answer(versioned.value());
        }
        if (answer instanceof CasToken) {
            return "token";
        }
        if (answer instanceof OptionalLong count) {
            return count.isPresent() ? Long.toString(count.getAsLong()) : "absent";
        }
        if (answer instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> answer(entry.getKey()) + ": " + answer(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return String.valueOf(answer);
    }

    static String failure(Throwable failure) {
        return failure.getClass().getSimpleName()
                + (failure instanceof CacheException e ? ", " + e.outcome() : ": " + failure.getMessage());
    }

    private static String quoted(String value) {
        StringBuilder text = new StringBuilder(value.length() + 2).append('\'');
        value.chars().limit(40).forEach(c -> {
            if (c < 0x20 || c > 0x7e) {
                text.append(String.format("\\x%02x", c));
            } else {
                text.append((char) c);
            }
        });
        return text.append(value.length() > 40 ? "…'" : "'").toString();
    }
}

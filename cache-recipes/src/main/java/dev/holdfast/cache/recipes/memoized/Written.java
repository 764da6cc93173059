package dev.holdfast.cache.recipes.memoized;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as annotations have them. */
final class Written {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");

    private Written() {}

    /** The duration; null where it is none, or not more than zero. */
    static @Nullable Duration duration(String text) {
        try {
            Matcher matcher = SHORT.matcher(text);
            Duration duration =
                    matcher.matches() ? of(Long.parseLong(matcher.group(1)), matcher.group(2)) : Duration.parse(text);
            return duration.isZero() || duration.isNegative() ? null : duration;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration of(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}

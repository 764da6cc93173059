package dev.holdfast.examples;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people like to read them: three digits that matter, and a unit. */
final class Figures {
    static final String NONE = "—";

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Such as {@code 340 ns}, {@code 1.27 µs}, {@code 28.4 ms} or {@code 9.81 s}. */
    static String time(Duration duration) {
        double nanos = duration.toNanos();
        if (nanos < 999.5) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 999.5e3) {
            return digits(nanos / 1e3) + " µs";
        }
        return nanos < 999.5e6 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    static String rate(long count, Duration took) {
        double perSecond = count / Math.max(took.toNanos() / 1e9, 1e-9);
        return (perSecond < 100 ? digits(perSecond) : count(Math.round(perSecond))) + "/s";
    }

    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0.0 : 100.0 * part / whole);
    }

    /** How many times faster the second is: {@code × 12.3}. */
    static String gain(Duration before, Duration after) {
        return after.isZero() ? NONE : "× " + digits((double) before.toNanos() / after.toNanos());
    }

    private static String digits(double number) {
        if (number >= 99.95) {
            return count(Math.round(number));
        }
        return String.format(Locale.ROOT, number >= 9.995 ? "%.1f" : "%.2f", number);
    }
}

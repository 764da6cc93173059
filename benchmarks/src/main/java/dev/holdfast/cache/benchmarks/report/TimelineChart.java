package dev.holdfast.cache.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Clients below each other, seconds from left to right: a bar as high as the longest call is long, by its logarithm; green
 * as far as calls were answered, red as far as they failed, grey where none came to an end.
 */
public final class TimelineChart {
    private static final int LABELS = 270;
    private static final int COLUMN = 26;
    private static final int STRIP = 44;
    private static final int TOP = 84;
    private static final double SHORTEST = Math.log10(1e-4);
    private static final double LONGEST = Math.log10(20);

    private TimelineChart() {}

    /**
     * One second of a client.
     *
     * @param answered how many calls
     * @param failed how many calls
     * @param longestSeconds the longest call
     */
    public record Bar(long answered, long failed, double longestSeconds) {}

    /**
     * Draws it.
     *
     * @param title above
     * @param clients the seconds of each, by its title
     * @param from the second in which the server goes away
     * @param until the second in which it comes back
     * @return SVG
     */
    public static String of(String title, Map<String, List<Bar>> clients, int from, int until) {
        int seconds = clients.values().iterator().next().size();
        int bottom = TOP + STRIP * clients.size();
        Svg svg = new Svg(LABELS + COLUMN * seconds + 70, bottom + 30);
        svg.bold(12, 24, "start", 15, Svg.INK, title)
                .text(
                        12,
                        44,
                        "start",
                        12,
                        Svg.INK,
                        "height: the second's longest call, from 0.1 ms to 20 s by its logarithm, and in words")
                .text(
                        12,
                        60,
                        "start",
                        12,
                        Svg.INK,
                        "green: calls answered, red: calls failed, grey: no call came to an end")
                .bar(LABELS + COLUMN * from, TOP - 12, COLUMN * (until - from), bottom - TOP + 12, "#f6f0e8")
                .text(LABELS + COLUMN * (from + until) / 2.0, TOP - 15, "middle", 11, Svg.INK, "the server is away");
        int row = 0;
        for (Map.Entry<String, List<Bar>> client : clients.entrySet()) {
            double base = TOP + STRIP * ++row - 6;
            svg.text(LABELS - 10, base - 8, "end", 13, Svg.INK, client.getKey())
                    .line(LABELS, base, LABELS + COLUMN * seconds, base, Svg.PALE, 1);
            for (int i = 0; i < seconds; i++) {
                add(svg, client.getValue().get(i), LABELS + COLUMN * i, base);
            }
        }
        for (int i = 0; i <= seconds; i += 2) {
            svg.text(LABELS + COLUMN * i, bottom + 16, "middle", 11, Svg.INK, i - from + " s");
        }
        return svg.toString();
    }

    private static void add(Svg svg, Bar second, double x, double base) {
        double share = (Math.log10(Math.max(second.longestSeconds(), 1e-4)) - SHORTEST) / (LONGEST - SHORTEST);
        double high = 2 + Math.min(share, 1) * (STRIP - 20);
        long all = second.answered() + second.failed();
        if (all == 0) {
            svg.bar(x + 1, base - high, COLUMN - 2, high, "#8c959f");
        } else {
            double red = high * second.failed() / all;
            svg.bar(x + 1, base - high, COLUMN - 2, red, "#cf222e")
                    .bar(x + 1, base - high + red, COLUMN - 2, high - red, "#2da44e");
        }
        svg.text(x + COLUMN / 2.0, base - high - 2, "middle", 8, Svg.INK, words(second.longestSeconds()));
    }

    private static String words(double seconds) {
        if (seconds >= 0.9995) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        return String.format(Locale.ROOT, seconds < 0.0095 ? "%.1f" : "%.0f", seconds * 1_000);
    }
}

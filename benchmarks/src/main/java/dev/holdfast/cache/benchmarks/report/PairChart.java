package dev.holdfast.cache.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Two figures for each of several names, as bars: one dark, one light below it. */
public final class PairChart {
    private static final int LABELS = 300;
    private static final int BARS = 380;
    private static final int WIDTH = LABELS + BARS + 80;
    private static final int ROW = 34;
    private static final int TOP = 62;

    private PairChart() {}

    /**
     * A name and its figures.
     *
     * @param name who; Markdown's marks are left out
     * @param dark the first figure
     * @param light the second
     */
    public record Pair(String name, double dark, double light) {
        String plainName() {
            return name.replaceAll("[*`]", "");
        }
    }

    /**
     * Draws it.
     *
     * @param title above
     * @param legend what is dark and what is light, and in which unit
     * @param pairs what
     * @return SVG
     */
    public static String of(String title, String legend, List<Pair> pairs) {
        double widest = pairs.stream()
                .mapToDouble(pair -> Math.max(pair.dark(), pair.light()))
                .max()
                .orElse(1);
        double scale = BARS / Math.max(widest, 1);
        Svg svg = new Svg(WIDTH, TOP + ROW * pairs.size() + 12)
                .bold(12, 24, "start", 15, Svg.INK, title)
                .text(12, 44, "start", 12, Svg.INK, legend);
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            boolean ours = pair.plainName().startsWith("Holdfast");
            double y = TOP + (double) ROW * i;
            svg.text(LABELS - 8, y + 15, "end", 13, Svg.INK, pair.plainName());
            bar(svg, y, pair.dark(), scale, ours ? "#1a7f37" : "#6e7781");
            bar(svg, y + 12, pair.light(), scale, ours ? "#7ad08f" : "#c3cad1");
        }
        return svg.toString();
    }

    private static void bar(Svg svg, double y, double figure, double scale, String color) {
        svg.bar(LABELS, y, figure * scale, 11, color)
                .text(
                        LABELS + figure * scale + 5,
                        y + 9.5,
                        "start",
                        11,
                        Svg.INK,
                        String.format(Locale.ROOT, figure < 10 ? "%.1f" : "%,.0f", figure));
    }
}

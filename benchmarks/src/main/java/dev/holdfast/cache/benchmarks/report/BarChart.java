package dev.holdfast.cache.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** A contest as bars: speed above, thrift below it, with the quartiles, beside the baseline at 1. */
public final class BarChart {
    private static final int LABELS = 250;
    private static final int BARS = 430;
    private static final int WIDTH = LABELS + BARS + 60;
    private static final int ROW = 34;
    private static final int TOP = 62;

    private BarChart() {}

    /**
     * Draws it.
     *
     * @param title above
     * @param standings what
     * @return SVG
     */
    public static String of(String title, Standings standings) {
        List<Line> lines = standings.lines();
        double widest = lines.stream()
                .mapToDouble(
                        line -> Math.max(line.speed().upper(), line.thrift().upper()))
                .max()
                .orElse(1);
        double scale = BARS / Math.max(widest, 1.2);
        int bottom = TOP + ROW * lines.size();
        Svg svg = new Svg(WIDTH, bottom + 12)
                .bold(12, 24, "start", 15, Svg.INK, title)
                .text(
                        12,
                        44,
                        "start",
                        12,
                        Svg.INK,
                        "calls in the time (dark) and in the client's processor time (light) of one of the first line; more is better"
                                + (standings.areBelieved() ? "" : " — NOT TO BE BELIEVED"));
        for (int i = 0; i < lines.size(); i++) {
            add(svg, lines.get(i), TOP + ROW * i, scale);
        }
        return svg.line(LABELS + scale, TOP - 6, LABELS + scale, bottom, Svg.INK, 1)
                .toString();
    }

    private static void add(Svg svg, Line line, double y, double scale) {
        svg.text(LABELS - 8, y + 15, "end", 13, Svg.INK, line.title());
        bar(svg, line.speed(), y, line.isOurs() ? "#1a7f37" : "#6e7781", scale);
        bar(svg, line.thrift(), y + 12, line.isOurs() ? "#7ad08f" : "#c3cad1", scale);
    }

    private static void bar(Svg svg, Quartiles figure, double y, String color, double scale) {
        double middle = y + 5.5;
        svg.bar(LABELS, y, figure.median() * scale, 11, color)
                .line(LABELS + figure.lower() * scale, middle, LABELS + figure.upper() * scale, middle, Svg.INK, 1.5)
                .text(
                        LABELS + Math.max(figure.upper(), figure.median()) * scale + 5,
                        y + 9.5,
                        "start",
                        11,
                        Svg.INK,
                        String.format(Locale.ROOT, "%.2f", figure.median()));
    }
}

package dev.holdfast.cache.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How calls a second grow with the number of callers: a curve a contender. */
public final class ThreadsChart {
    private static final int LEFT = 70;
    private static final int WIDE = 470;
    private static final int TOP = 62;
    private static final int HIGH = 320;
    private static final int LEGEND = 260;
    private static final List<String> COLORS =
            List.of("#24292f", "#0969da", "#bf8700", "#8250df", "#cf222e", "#57606a", "#953800", "#1b7c83", "#a475f9");

    private record Curve(String title, boolean isOurs) {}

    private ThreadsChart() {}

    /**
     * Draws it.
     *
     * @param title above
     * @param tables one for each number of callers, in their order
     * @return SVG
     */
    public static String of(String title, List<Standings> tables) {
        double most = tables.stream()
                .flatMap(table -> table.lines().stream())
                .mapToDouble(Line::callsPerSecond)
                .max()
                .orElse(1);
        Svg svg = new Svg(LEFT + WIDE + LEGEND, TOP + HIGH + 50);
        svg.bold(12, 24, "start", 15, Svg.INK, title)
                .text(12, 44, "start", 12, Svg.INK, "calls a second, by the number of callers");
        for (int i = 0; i <= 4; i++) {
            double y = TOP + HIGH - HIGH * i / 4.0;
            svg.line(LEFT, y, LEFT + WIDE, y, Svg.PALE, 1)
                    .text(LEFT - 6, y + 4, "end", 11, Svg.INK, String.format(Locale.ROOT, "%,.0f", most * i / 4));
        }
        for (int i = 0; i < tables.size(); i++) {
            svg.text(
                    x(i, tables.size()),
                    TOP + HIGH + 20,
                    "middle",
                    12,
                    Svg.INK,
                    Integer.toString(tables.get(i).contest().threads()));
        }
        curves(svg, tables, most);
        return svg.toString();
    }

    private static double x(int table, int tables) {
        return LEFT + (double) WIDE * table / (tables - 1);
    }

    private static void curves(Svg svg, List<Standings> tables, double most) {
        Map<Curve, StringBuilder> curves = new LinkedHashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            for (Line line : tables.get(i).lines()) {
                double y = TOP + HIGH - HIGH * line.callsPerSecond() / most;
                curves.computeIfAbsent(new Curve(line.title(), line.isOurs()), curve -> new StringBuilder())
                        .append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i, tables.size()), y));
            }
        }
        int number = 0;
        for (Map.Entry<Curve, StringBuilder> curve : curves.entrySet()) {
            boolean isOurs = curve.getKey().isOurs();
            String color = isOurs ? "#1a7f37" : COLORS.get(number % COLORS.size());
            double y = TOP + 10 + 22 * number++;
            svg.curve(curve.getValue().toString().strip(), color, isOurs ? 3.5 : 1.5)
                    .line(LEFT + WIDE + 16, y, LEFT + WIDE + 40, y, color, isOurs ? 3.5 : 1.5)
                    .text(
                            LEFT + WIDE + 46,
                            y + 4,
                            "start",
                            12,
                            Svg.INK,
                            curve.getKey().title());
        }
    }
}

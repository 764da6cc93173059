package dev.holdfast.cache.benchmarks.report;

import java.util.Locale;

/** Draws, in the few shapes that charts need. */
final class Svg {
    static final String INK = "#24292f";
    static final String PALE = "#d0d7de";

    private final int width;
    private final int height;
    private final StringBuilder shapes = new StringBuilder();

    Svg(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** Words at a point; the anchor is start, middle or end. */
    Svg text(double x, double y, String anchor, int size, String color, String words) {
        return add(
                "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' fill='%s'>%s</text>",
                x, y, anchor, size, color, escaped(words));
    }

    /** The same, in bold. */
    Svg bold(double x, double y, String anchor, int size, String color, String words) {
        return add(
                "<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d' font-weight='bold' fill='%s'>%s</text>",
                x, y, anchor, size, color, escaped(words));
    }

    Svg bar(double x, double y, double wide, double high, String color) {
        return add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, wide, high, color);
    }

    Svg line(double x1, double y1, double x2, double y2, String color, double thick) {
        return add(
                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
                x1, y1, x2, y2, color, thick);
    }

    /** Through points, as SVG writes them. */
    Svg curve(String points, String color, double thick) {
        return add("<polyline points='%s' fill='none' stroke='%s' stroke-width='%.1f'/>", points, color, thick);
    }

    private Svg add(String shape, Object... values) {
        shapes.append(String.format(Locale.ROOT, shape, values)).append('\n');
        return this;
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d' "
                        + "font-family='system-ui, sans-serif'>%n<rect width='%1$d' height='%2$d' fill='white'/>%n%3$s</svg>%n",
                width,
                height,
                shapes);
    }
}

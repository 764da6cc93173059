package dev.holdfast.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A table of sections, each with its own head over the same columns: what was measured, and three figures. */
final class Table {
    private static final int COLUMNS = 4;

    private record Row(boolean head, List<String> cells) {}

    private final List<Row> rows = new ArrayList<>();

    /** Starts a section: what it is about, and what its columns say. */
    Table section(String title, String first, String second, String third) {
        rows.add(new Row(true, List.of(title, first, second, third)));
        return this;
    }

    Table row(String what, String first, String second, String third) {
        rows.add(new Row(false, List.of(what, first, second, third)));
        return this;
    }

    List<String> lines(Screen screen) {
        int[] widths = new int[COLUMNS];
        for (Row row : rows) {
            for (int i = 0; i < COLUMNS; i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).head()) {
                lines.add(i == 0 ? rule(widths, "┌", "┬", "┐") : rule(widths, "├", "┼", "┤"));
                lines.add(text(screen, widths, rows.get(i)));
                lines.add(rule(widths, "├", "┼", "┤"));
            } else {
                lines.add(text(screen, widths, rows.get(i)));
            }
        }
        if (!rows.isEmpty()) {
            lines.add(rule(widths, "└", "┴", "┘"));
        }
        return lines;
    }

    private static String rule(int[] widths, String left, String middle, String right) {
        return Arrays.stream(widths)
                .mapToObj(width -> "─".repeat(width + 2))
                .collect(Collectors.joining(middle, left, right));
    }

    private static String text(Screen screen, int[] widths, Row row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < COLUMNS; i++) {
            String cell = row.cells().get(i);
            String space = " ".repeat(widths[i] - cell.length());
            String painted = row.head()
                    ? screen.paint(Ink.BOLD, cell)
                    : cell.startsWith("×") && !cell.startsWith("× 0") ? screen.paint(Ink.GREEN, cell) : cell;
            line.append("│ ").append(i == 0 ? painted + space : space + painted).append(' ');
        }
        return line.append('│').toString();
    }
}

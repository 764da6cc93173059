package dev.holdfast.examples;

import java.io.PrintStream;
import java.util.List;

/** Where the demo shows itself: lines, headings, verdicts, progress and tables, as fine as the terminal allows. */
final class Screen {
    private static final String PAINT_OVER = "\r\u001b[K";
    private static final int RULE_WIDTH = 90;

    private final PrintStream out;
    private final Terminal terminal;
    private final Typeface typeface;
    private boolean lineOpen;

    Screen(PrintStream out, Terminal terminal) {
        this.out = out;
        this.terminal = terminal;
        this.typeface = Typeface.of(terminal.charset());
    }

    String paint(Ink ink, String text) {
        return terminal.colour() && !text.isEmpty() ? ink.on(text) : text;
    }

    void line(String text) {
        overwriteOpenLine();
        out.println(typeface.set(text));
        out.flush();
    }

    void heading(int number, int of, String title) {
        String start = "── " + number + " of " + of + " · " + title + " ";
        line("");
        line(paint(Ink.CYAN, start + "─".repeat(Math.max(3, RULE_WIDTH - start.length()))));
    }

    void story(List<String> lines) {
        lines.forEach(text -> line("  " + paint(Ink.DIM, text)));
    }

    void verdict(String promise, boolean kept) {
        line(kept ? "  " + paint(Ink.GREEN, "✓") + " " + promise : "  " + paint(Ink.RED, "✗ BROKEN: " + promise));
    }

    /** Starts some long work of a known number of steps. */
    Progress progress(String work, long steps) {
        return new Progress(this, work, steps);
    }

    void table(Table table) {
        table.lines(this).forEach(this::line);
    }

    /** Shows a line that the next one replaces; nothing at all where lines can't be painted over. */
    void fleeting(String text) {
        if (terminal.interactive()) {
            out.print(PAINT_OVER + typeface.set(text));
            out.flush();
            lineOpen = true;
        }
    }

    private void overwriteOpenLine() {
        if (lineOpen) {
            out.print(PAINT_OVER);
            lineOpen = false;
        }
    }
}

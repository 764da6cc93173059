package dev.holdfast.examples;

import java.util.Locale;

/** A bar that grows on a terminal and gives way to one line with the result; elsewhere that line alone. */
final class Progress {
    private static final int BAR_WIDTH = 24;
    private static final int WORK_WIDTH = 28;

    private final Screen screen;
    private final String work;
    private final long steps;

    Progress(Screen screen, String work, long steps) {
        this.screen = screen;
        this.work = String.format("  %-" + WORK_WIDTH + "s", work);
        this.steps = Math.max(1, steps);
    }

    /** Paints the bar; called as often as it should move. */
    void at(long done) {
        screen.fleeting(work + bar(done) + String.format(Locale.ROOT, " %3d %%", 100 * Math.min(done, steps) / steps));
    }

    /** Ends the work. */
    void finish(String result) {
        screen.line(work + result);
    }

    private String bar(long done) {
        int full = (int) (BAR_WIDTH * Math.min(done, steps) / steps);
        return screen.paint(Ink.GREEN, "█".repeat(full)) + screen.paint(Ink.DIM, "░".repeat(BAR_WIDTH - full));
    }
}

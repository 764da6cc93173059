package dev.holdfast.examples;

import java.util.Locale;

/** A bar that grows on a terminal and gives way to one line with the result; elsewhere that line alone. */
final class Progress {
    private static final int BAR_WIDTH = 24;
    private static final int WORK_WIDTH = 28;

    private final Screen screen;
    private final String work;
    private final long steps;
    private int shownPercent = -1;

    Progress(Screen screen, String work, long steps) {
        this.screen = screen;
        this.work = String.format("  %-" + WORK_WIDTH + "s", work);
        this.steps = Math.max(1, steps);
    }

    /** Moves the bar; cheap while it stays the same, so it may be called at every step. */
    void at(long done) {
        int percent = (int) (100 * Math.min(done, steps) / steps);
        if (percent != shownPercent) {
            shownPercent = percent;
            screen.fleeting(work + bar(percent) + String.format(Locale.ROOT, " %3d %%", percent));
        }
    }

    /** Ends the work. */
    void finish(String result) {
        screen.line(work + result);
    }

    private String bar(int percent) {
        int full = BAR_WIDTH * percent / 100;
        return screen.paint(Ink.GREEN, "█".repeat(full)) + screen.paint(Ink.DIM, "░".repeat(BAR_WIDTH - full));
    }
}

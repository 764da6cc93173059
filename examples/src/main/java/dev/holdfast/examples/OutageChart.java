package dev.holdfast.examples;

import dev.holdfast.cache.fallback.BreakerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** An outage over time, a column a tick. */
final class OutageChart {
    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final int NAME_WIDTH = 18;

    private final Screen screen;
    private final List<OutageTick> ticks = new ArrayList<>();

    OutageChart(Screen screen) {
        this.screen = screen;
    }

    /** Takes a tick, and shows it where lines can be painted over. */
    void add(OutageTick tick) {
        ticks.add(tick);
        screen.fleeting("  server " + (tick.isServerUp() ? "up  " : "away") + "  breaker "
                + String.format(Locale.ROOT, "%-10s", word(tick.state())) + "  "
                + String.format(Locale.ROOT, "%6d calls  p99 %8s", tick.calls(), Figures.time(tick.p99()))
                + String.format(Locale.ROOT, "  source %3d  ", tick.queries()) + tail());
    }

    private String tail() {
        StringBuilder tail = new StringBuilder();
        ticks.subList(Math.max(0, ticks.size() - 20), ticks.size()).forEach(tick -> tail.append(state(tick)));
        return tail.toString();
    }

    List<OutageTick> ticks() {
        return List.copyOf(ticks);
    }

    /** The whole of it. */
    void show() {
        row("server", tick -> screen.paint(tick.isServerUp() ? Ink.GREEN : Ink.RED, tick.isServerUp() ? "█" : "░"), "");
        row("breaker", this::state, "▁ closed  ▄ recovering  █ open");
        long most = ticks.stream().mapToLong(OutageTick::queries).max().orElse(1);
        row(
                "source queries",
                tick -> level(tick.queries() * 7.0 / Math.max(1, most)),
                "at most " + most + " in 100 ms");
        row(
                "p99 of a call",
                tick -> level(2 * Math.log10(tick.p99().toNanos() / 1e5)),
                "▁ 0.1 ms  ▃ 1 ms  ▅ 10 ms  ▇ 0.1 s");
    }

    private void row(String name, Function<OutageTick, String> cell, String key) {
        StringBuilder row = new StringBuilder(String.format("  %-" + NAME_WIDTH + "s", name));
        ticks.forEach(tick -> row.append(cell.apply(tick)));
        screen.line(row + (key.isEmpty() ? "" : "  " + screen.paint(Ink.DIM, key)));
    }

    private String state(OutageTick tick) {
        return switch (tick.state()) {
            case CLOSED -> screen.paint(Ink.GREEN, "▁");
            case RECOVERING -> screen.paint(Ink.YELLOW, "▄");
            case OPEN, HALF_OPEN -> screen.paint(Ink.RED, "█");
        };
    }

    private static String word(BreakerState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String level(double height) {
        int level = (int) Math.round(Math.max(0, Math.min(LEVELS.length() - 1, height)));
        return LEVELS.substring(level, level + 1);
    }
}

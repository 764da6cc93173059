package dev.holdfast.examples;

import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at short-lived entries again and again, and notes what went too early or stayed too long. */
final class Watch {
    /** Caches and their servers may count time in whole milliseconds, on clocks of their own. */
    private static final long CLOCKS_NANOS = 5_000_000;

    private static final String LEVELS = " ▁▂▃▄▅▆▇█";
    private static final int CHART_WIDTH = 40;

    private final DistributedCache cache;
    private final List<Mayfly> alive;
    private final int born;
    private final long resolutionNanos;
    private final long startNanos;
    private final List<Integer> leftAtLooks = new ArrayList<>();
    private int early;
    private int late;
    private long shortestNanos = Long.MAX_VALUE;
    private long longestNanos;

    Watch(DistributedCache cache, List<Mayfly> mayflies, Duration resolution) {
        this.cache = cache;
        this.alive = new ArrayList<>(mayflies);
        this.born = mayflies.size();
        this.resolutionNanos = resolution.toNanos() + CLOCKS_NANOS;
        this.startNanos = mayflies.get(0).beforeNanos();
    }

    /** Reads every entry that was still there when last looked at. */
    void look() {
        alive.removeIf(this::isGone);
        leftAtLooks.add(alive.size());
    }

    private boolean isGone(Mayfly mayfly) {
        long before = System.nanoTime();
        boolean gone = cache.get(mayfly.key()) == null;
        long after = System.nanoTime();
        if (gone) {
            early += mayfly.mustLiveAt(after) ? 1 : 0;
            shortestNanos = Math.min(shortestNanos, after - mayfly.beforeNanos());
            longestNanos = Math.max(longestNanos, after - mayfly.beforeNanos());
            return true;
        }
        boolean overdue = mayfly.mustBeGoneAt(before, resolutionNanos);
        late += overdue ? 1 : 0;
        return overdue;
    }

    boolean over() {
        return alive.isEmpty();
    }

    int gone() {
        return born - alive.size();
    }

    int early() {
        return early;
    }

    int late() {
        return late;
    }

    Duration shortestLife() {
        return Duration.ofNanos(Math.min(shortestNanos, longestNanos));
    }

    Duration longestLife() {
        return Duration.ofNanos(longestNanos);
    }

    /** How many were left over time: one column for a part of the time watched. */
    String chart() {
        StringBuilder chart = new StringBuilder();
        for (int i = 0; i < CHART_WIDTH; i++) {
            int left = leftAtLooks.get(i * leftAtLooks.size() / CHART_WIDTH);
            chart.append(LEVELS.charAt((left * (LEVELS.length() - 1) + born - 1) / born));
        }
        return chart + " all gone after " + Figures.time(Duration.ofNanos(System.nanoTime() - startNanos));
    }
}

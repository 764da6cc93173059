package dev.holdfast.examples;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.fallback.CircuitBreakerCache;
import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.ObservedCache;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;

/** The server goes away under traffic and comes back; a breaker stands between. Played by {@code ./demo --outage}. */
final class OutageAct implements Act {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Mishap mishap;

    OutageAct(Mishap mishap) {
        this.mishap = mishap;
    }

    @Override
    public String title() {
        return "An outage";
    }

    @Override
    public List<String> story() {
        return List.of(
                OutageTraffic.READERS + " threads read through the cache before a slow source, and one writes prices.",
                "Then " + mishap.words() + ". The breaker finds out, answers from this process,",
                "and leads back when the server is back.");
    }

    @Override
    public void play(Stage stage) {
        AtomicReference<CacheStats> sinceTick = new AtomicReference<>(new CacheStats());
        DistributedCache observed = ObservedCache.of(stage.cache(), counting(sinceTick));
        CircuitBreakerCache breaker = Objects.requireNonNull(stage.cache().unwrap(CircuitBreakerCache.class));
        OutageChart chart = new OutageChart(stage.screen());
        try (OutageTraffic traffic = new OutageTraffic(
                observed, sinceTick, new SplittableRandom(stage.random().nextLong()))) {
            traffic.start();
            watch(stage, traffic, breaker, chart, true, Duration.ofMillis(stage.size(2_500, 800)));
            Duration recovery;
            mishap.strike().run();
            try {
                watch(stage, traffic, breaker, chart, false, Duration.ofMillis(stage.size(3_000, 1_000)));
            } finally {
                mishap.mend().run();
                recovery = awaitClosed(stage, breaker);
            }
            watch(stage, traffic, breaker, chart, true, Duration.ofMillis(stage.size(2_000, 600)));
            traffic.end();
            chart.show();
            judge(stage, traffic, breaker, recovery);
            report(stage.table(), chart, traffic, recovery);
        }
    }

    private static CacheObserver counting(AtomicReference<CacheStats> sinceTick) {
        return new CacheObserver() {
            @Override
            public void on(CacheEvent event) {
                Objects.requireNonNull(sinceTick.get()).on(event);
            }

            @Override
            public boolean inline() {
                return true;
            }
        };
    }

    private static void watch(
            Stage stage,
            OutageTraffic traffic,
            CircuitBreakerCache breaker,
            OutageChart chart,
            boolean isServerUp,
            Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            stage.pause(TICK);
            chart.add(traffic.tick(isServerUp, breaker.state()));
        }
    }

    private static Duration awaitClosed(Stage stage, CircuitBreakerCache breaker) {
        long start = System.nanoTime();
        while (breaker.state() != BreakerState.CLOSED && System.nanoTime() - start < PATIENCE.toNanos()) {
            stage.pause(Duration.ofMillis(1));
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void judge(Stage stage, OutageTraffic traffic, CircuitBreakerCache breaker, Duration recovery) {
        stage.promise("the breaker opened", breaker.figures().opened() > 0);
        stage.promise("no call failed", traffic.failures() == 0);
        stage.promise("no read gave a price older than the last one written", traffic.older() == 0);
        stage.promise(
                "back on the server " + Figures.time(recovery) + " after its return",
                breaker.state() == BreakerState.CLOSED);
    }

    private static void report(Table table, OutageChart chart, OutageTraffic traffic, Duration recovery) {
        table.section("An outage", "server up", "server away", "all the time");
        table.row("calls in 100 ms", calls(chart, true), calls(chart, false), "");
        table.row("p99 of a call, median tick", p99(chart, true), p99(chart, false), "");
        table.row("the longest call", "", "", Figures.time(traffic.longest()));
        table.row("back on the server after", Figures.time(recovery), "", "");
    }

    private static String calls(OutageChart chart, boolean isServerUp) {
        return Figures.count(Math.round(chart.ticks().stream()
                .filter(tick -> tick.isServerUp() == isServerUp)
                .mapToLong(OutageTick::calls)
                .average()
                .orElse(0)));
    }

    private static String p99(OutageChart chart, boolean isServerUp) {
        List<Duration> all = chart.ticks().stream()
                .filter(tick -> tick.isServerUp() == isServerUp)
                .map(OutageTick::p99)
                .sorted()
                .toList();
        return all.isEmpty() ? Figures.NONE : Figures.time(all.get(all.size() / 2));
    }
}

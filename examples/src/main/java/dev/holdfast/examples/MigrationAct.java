package dev.holdfast.examples;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.fallback.PhaseSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Traffic moves from old servers to new ones while it runs: by switching over, for comparison, then phase by phase; at
 * the end the old ones are taken away. Played by {@code ./demo --migrate}, on a stage whose cache is the new one.
 */
final class MigrationAct implements Act {
    private static final List<String> STRETCHES =
            List.of("OLD_ONLY", "MIRROR", "FALLBACK", "DRAIN", "NEW_ONLY", "old gone");
    private static final int SWITCHED_AT = STRETCHES.indexOf("FALLBACK");
    private static final int TICKS = 20;
    private static final double KEPT = 0.95;
    private static final int WARMED_A_SECOND = 5_000;

    private final DistributedCache oldServer;
    private final Mishap end;

    /** The mishap is what happens to the old server at the end. */
    MigrationAct(DistributedCache oldServer, Mishap end) {
        this.oldServer = oldServer;
        this.end = end;
    }

    @Override
    public String title() {
        return "Moving to new servers";
    }

    @Override
    public List<String> story() {
        return List.of(
                MigrationTraffic.THREADS + " threads read articles through the cache before a slow source, change some"
                        + " and count,",
                "while the application moves from old servers to new ones: first by switching over, as",
                "one does, then phase by phase with FallbackCache. At last " + end.words() + ".");
    }

    @Override
    public void play(Stage stage) {
        Footprints old = new Footprints(oldServer);
        try {
            DistributedCache mine = old.namespaced("holdfast-demo-old-" + Long.toHexString(System.nanoTime()));
            MigrationChart naive = playNaively(stage, mine.namespaced("switch"));
            playByPhases(stage, mine.namespaced("phases"), naive);
        } finally {
            end.mend().run();
            sweep(old);
        }
    }

    private static void sweep(Footprints old) {
        try {
            old.sweep();
        } catch (CacheException e) {
            // it is gone, with all that it held
        }
    }

    private MigrationChart playNaively(Stage stage, DistributedCache old) {
        DistributedCache fresh = stage.cache().namespaced("switch");
        AtomicReference<DistributedCache> used = new AtomicReference<>(old);
        MigrationChart chart = new MigrationChart();
        try (MigrationTraffic traffic = new MigrationTraffic(used::get, articles(stage))) {
            traffic.fill();
            traffic.start(seed(stage));
            for (int i = 0; i < STRETCHES.size(); i++) {
                if (i == SWITCHED_AT) {
                    used.set(fresh);
                }
                watch(stage, "switching over", traffic, chart, i);
            }
        }
        return chart;
    }

    private static int articles(Stage stage) {
        return stage.size(4_000, 1_000);
    }

    private static SplittableRandom seed(Stage stage) {
        return new SplittableRandom(stage.random().nextLong());
    }

    private void playByPhases(Stage stage, DistributedCache old, MigrationChart naive) {
        PhaseSwitch phases = new PhaseSwitch(MigrationPhase.OLD_ONLY);
        MigrationChart chart = new MigrationChart();
        ExecutorService background = Executors.newSingleThreadExecutor();
        FallbackCache cache = FallbackCache.builder(stage.cache().namespaced("phases"), old)
                .phases(phases)
                .executor(background)
                .build(); // not closed: the caches are the stage's, and the demo's
        try (MigrationTraffic traffic = new MigrationTraffic(() -> cache, articles(stage))) {
            traffic.fill();
            traffic.start(seed(stage));
            for (int i = 0; i < STRETCHES.size(); i++) {
                advance(phases, i);
                watch(stage, STRETCHES.get(i), traffic, chart, i);
                if (phases.phase() == MigrationPhase.DRAIN) {
                    drain(stage, cache, traffic, chart, i);
                }
            }
            traffic.end();
            show(stage, chart, naive);
            judge(stage, traffic, chart);
            stage.screen().line("");
            cache.report().toTable().lines().forEach(line -> stage.screen().line("  " + line));
        } finally {
            background.shutdownNow();
        }
    }

    private void advance(PhaseSwitch phases, int stretch) {
        if (stretch < MigrationPhase.values().length) {
            phases.moveTo(MigrationPhase.valueOf(STRETCHES.get(stretch)));
        } else {
            new Thread(end.strike(), "end-of-old").start(); // ending takes a while, and the ticks go on
        }
    }

    /** What nobody asked for is moved too, before old is left alone. */
    private static void drain(
            Stage stage, FallbackCache cache, MigrationTraffic traffic, MigrationChart chart, int stretch) {
        ExecutorService warming = Executors.newSingleThreadExecutor();
        try {
            Future<Long> warm = warming.submit(() -> cache.warm(traffic.keys(), WARMED_A_SECOND, looked -> true));
            while (!warm.isDone()) {
                tick(stage, "DRAIN, warming", traffic, chart, stretch);
            }
        } finally {
            warming.shutdown();
        }
    }

    private static void watch(Stage stage, String what, MigrationTraffic traffic, MigrationChart chart, int stretch) {
        for (int i = 0; i < TICKS; i++) {
            tick(stage, what, traffic, chart, stretch);
        }
    }

    private static void tick(Stage stage, String what, MigrationTraffic traffic, MigrationChart chart, int stretch) {
        stage.pause(Duration.ofMillis(stage.size(100, 20)));
        MigrationTick tick = traffic.tick(stretch);
        chart.add(tick);
        stage.screen()
                .fleeting(String.format(
                        Locale.ROOT,
                        "  %-16s %6d reads  hit ratio %7s  source %4d",
                        what,
                        tick.reads(),
                        Figures.percent(tick.hits(), tick.reads()),
                        tick.queries()));
    }

    private static void show(Stage stage, MigrationChart chart, MigrationChart naive) {
        long full = Math.max(chart.mostQueries(), naive.mostQueries());
        StringBuilder heads = new StringBuilder();
        STRETCHES.forEach(name -> heads.append(String.format("%-11s", name)));
        stage.screen().line("  source queries   " + heads.toString().stripTrailing());
        stage.screen().line("  switching over   " + naive.bars(STRETCHES.size(), full));
        stage.screen().line("  phase by phase   " + chart.bars(STRETCHES.size(), full));
        stage.screen().line("");
        stage.table().section("Moving to new servers", "hit ratio", "switching over", "queries, both ways");
        for (int i = 0; i < STRETCHES.size(); i++) {
            stage.table()
                    .row(
                            STRETCHES.get(i),
                            percent(chart.hitRatio(i)),
                            percent(naive.hitRatio(i)),
                            Figures.count(chart.queries(i)) + " / " + Figures.count(naive.queries(i)));
        }
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }

    private static void judge(Stage stage, MigrationTraffic traffic, MigrationChart chart) {
        double least = 1;
        for (int i = 1; i < STRETCHES.size(); i++) {
            least = Math.min(least, chart.hitRatio(i));
        }
        stage.promise(
                "the hit ratio, " + percent(chart.hitRatio(0)) + " before, was never below " + percent(least)
                        + " in a phase",
                least >= KEPT * chart.hitRatio(0));
        List<CacheException> failures = traffic.failures();
        stage.promise(
                failures.isEmpty()
                        ? "no call failed"
                        : "no call failed, but " + failures.size() + " did, as: "
                                + failures.get(0).getMessage(),
                failures.isEmpty());
        stage.promise(
                "all " + Figures.count(traffic.visits()) + " visits were counted once",
                traffic.visits() == traffic.visitsInCache());
    }
}

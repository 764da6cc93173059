package dev.holdfast.examples;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** A crowd wants one answer that is gone, or expires: each makes it anew, or one for all. */
final class StampedeAct implements Act {
    private static final Duration MAKING = Duration.ofMillis(50);
    private static final Duration FRESH = Duration.ofMillis(200);
    private static final Ttl TTL = Ttl.ofMinutes(2);

    @Override
    public String title() {
        return "The stampede";
    }

    @Override
    public List<String> story() {
        return List.of(
                "One popular answer takes " + MAKING.toMillis() + " ms to make. When it is gone, " + Crowd.THREADS
                        + " threads come at once; get → miss → make → set",
                "makes it as often as they are. CacheAside makes it once while the others wait; and where an old answer",
                "will do for a moment, nobody waits.");
    }

    @Override
    public void play(Stage stage) {
        CacheAsideOptions options = CacheAsideOptions.ttl(TTL).build();
        try (CacheAside<String> aside = CacheAside.of(stage.cache(), Codecs.utf8(), options)) {
            missing(stage, aside);
        }
        expiring(stage);
    }

    /** What is slow: how often it was asked. */
    private static final class Kitchen {
        private final Stage stage;
        private final AtomicInteger made = new AtomicInteger();

        Kitchen(Stage stage) {
            this.stage = stage;
        }

        String make(String dish) {
            made.incrementAndGet();
            stage.pause(MAKING);
            return dish + ", made";
        }

        int made() {
            return made.get();
        }
    }

    private static void missing(Stage stage, CacheAside<String> aside) {
        TypedCache<String> cache = stage.cache().typed(Codecs.utf8());
        Kitchen naive = new Kitchen(stage);
        Kitchen guarded = new Kitchen(stage);
        int rounds = stage.size(12, 4);
        AtomicInteger wrong = new AtomicInteger();
        Turnout alone = crowd(stage, "get → miss → make → set", rounds, wrong, dish -> naively(cache, dish, naive));
        Turnout together = crowd(
                stage,
                "CacheAside.get",
                rounds,
                wrong,
                dish -> "" + aside.get(dish + ":aside", load -> guarded.make(dish)));
        stage.promise(
                "CacheAside had each of " + rounds + " missing answers made once, and all " + together.done()
                        + " callers got it",
                guarded.made() == rounds && wrong.get() == 0);
        stage.table().section("A stampede of " + Crowd.THREADS + " threads", "get, make, set", "CacheAside", "gain");
        stage.table()
                .row(
                        "made, of " + rounds + " answers",
                        Figures.count(naive.made()),
                        Figures.count(guarded.made()),
                        Figures.percent(naive.made() - guarded.made(), naive.made()) + " saved");
        stage.table()
                .row(
                        "p99 of a caller",
                        Figures.time(alone.quantile(0.99)),
                        Figures.time(together.quantile(0.99)),
                        Figures.gain(alone.quantile(0.99), together.quantile(0.99)));
    }

    private static String naively(TypedCache<String> cache, String dish, Kitchen kitchen) {
        String cached = cache.get(dish);
        if (cached != null) {
            return cached;
        }
        String made = kitchen.make(dish);
        cache.set(dish, made, TTL);
        return made;
    }

    /** Every thread wants the same dish, then the next one. */
    private static Turnout crowd(
            Stage stage, String way, int rounds, AtomicInteger wrong, Function<String, String> order) {
        int callers = rounds * Crowd.THREADS;
        Progress progress = stage.screen().progress(way, callers);
        Turnout came = Crowd.run(callers, Duration.ofMinutes(1), progress, i -> {
            String dish = "dish:" + i / Crowd.THREADS;
            if (!order.apply(dish).equals(dish + ", made")) {
                wrong.incrementAndGet();
            }
        });
        progress.finish(Figures.count(came.done()) + " callers, p99 " + Figures.time(came.quantile(0.99)));
        return came;
    }

    private static void expiring(Stage stage) {
        DistributedCache cache = stage.cache();
        Kitchen kitchen = new Kitchen(stage);
        LongAdder waited = new LongAdder();
        LongAdder old = new LongAdder();
        CacheAsideOptions options =
                CacheAsideOptions.ttl(FRESH).staleTtl(Duration.ofMinutes(1)).build();
        try (CacheAside<String> aside = CacheAside.of(cache, Codecs.utf8(), options)) {
            aside.get("special", load -> kitchen.make("special"));
            int most = stage.size(2_000_000, 200_000);
            Progress progress = stage.screen().progress("fresh for " + FRESH.toMillis() + " ms, then old", most);
            Turnout served = Crowd.run(most, Duration.ofMillis(stage.size(2_000, 700)), progress, i -> {
                Source source = aside.getEntry("special", load -> kitchen.make("special"))
                        .source();
                waited.add(source == Source.LOADED ? 1 : 0);
                old.add(source == Source.STALE ? 1 : 0);
            });
            progress.finish(Figures.count(served.done()) + " callers, p99 " + Figures.time(served.quantile(0.99))
                    + ", made " + kitchen.made() + " times");
            stage.promise(
                    "no caller waited while it was made anew; " + Figures.count(old.sum()) + " got the old answer",
                    waited.sum() == 0);
            stage.table()
                    .row(
                            "p99 while it expires",
                            Figures.NONE,
                            Figures.time(served.quantile(0.99)),
                            Figures.count(kitchen.made()) + " made");
        }
    }
}

package dev.holdfast.examples;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A slow database is asked the same questions twice: as it is, then with a cache in front of it. */
final class CacheAsideAct implements Act {
    private static final Ttl TTL = Ttl.ofMinutes(2);
    private static final int YEAR = 2024;

    @Override
    public String title() {
        return "Cache-aside";
    }

    @Override
    public List<String> story() {
        return List.of(
                "\"Which zones change their clocks together with Europe/Berlin in " + YEAR + "?\" costs the database",
                "a join without an index. " + Crowd.THREADS
                        + " threads ask such questions, popular ones more often (Zipf):",
                "first the database alone, then through CacheAside: what is missing is asked for once, however many want it.");
    }

    @Override
    public void play(Stage stage) {
        try (ClockChanges database = ClockChanges.load("demo" + System.identityHashCode(stage), stage.screen())) {
            List<Question> asked = asked(stage, database);
            warmUp(stage, database, asked);
            Companions[] truth = new Companions[asked.size()];
            Progress alone = stage.screen().progress("the database alone", asked.size());
            Turnout without =
                    Crowd.run(asked.size(), atMost(stage), alone, i -> truth[i] = database.together(asked.get(i)));
            alone.finish(Figures.count(without.done()) + " answers in " + Figures.time(without.took()));
            playCached(stage, database, asked, truth, without);
        }
    }

    /** What the JVM compiles on the way should slow down neither side of the comparison. */
    private static void warmUp(Stage stage, ClockChanges database, List<Question> asked) {
        int queries = stage.size(200, 40);
        Progress progress = stage.screen().progress("warming it up", queries);
        Turnout warm = Crowd.run(queries, atMost(stage), progress, i -> database.together(asked.get(i)));
        progress.finish(Figures.count(warm.done()) + " queries in " + Figures.time(warm.took()));
    }

    private static Duration atMost(Stage stage) {
        return Duration.ofMillis(stage.size(12_000, 1_500));
    }

    private static List<Question> asked(Stage stage, ClockChanges database) {
        List<Question> byRank = new ArrayList<>(database.questions(YEAR));
        Collections.shuffle(byRank, new Random(stage.random().nextLong()));
        Zipf zipf = new Zipf(byRank.size(), stage.random());
        return IntStream.range(0, stage.size(10_000, 800))
                .mapToObj(i -> byRank.get(zipf.next()))
                .toList();
    }

    private static void playCached(
            Stage stage, ClockChanges database, List<Question> asked, Companions[] truth, Turnout without) {
        CacheAsideOptions options = CacheAsideOptions.ttl(TTL).build();
        try (CacheAside<Companions> aside = CacheAside.of(stage.cache(), new CompanionsCodec(), options)) {
            askThrough(aside, stage, database, asked, truth, without);
        }
    }

    private static void askThrough(
            CacheAside<Companions> aside,
            Stage stage,
            ClockChanges database,
            List<Question> asked,
            Companions[] truth,
            Turnout without) {
        AtomicInteger equal = new AtomicInteger();
        int queriesBefore = database.queries();
        Progress progress = stage.screen().progress("with the cache before it", without.done());
        Turnout with = Crowd.run(without.done(), Duration.ofMinutes(1), progress, i -> {
            Question question = asked.get(i);
            if (truth[i].equals(aside.get(question.key(), load -> database.together(question)))) {
                equal.incrementAndGet();
            }
        });
        int queries = database.queries() - queriesBefore;
        long hits = aside.figures().hits();
        progress.finish(Figures.count(with.done()) + " answers in " + Figures.time(with.took()) + ", "
                + Figures.percent(hits, with.done()) + " from the cache");
        stage.promise(
                Figures.count(equal.get()) + " of " + Figures.count(with.done())
                        + " answers with the cache equal the database's own",
                equal.get() == with.done());
        report(stage.table(), without, with, queries, hits);
    }

    private static void report(Table table, Turnout without, Turnout with, int queries, long hits) {
        table.section("Cache-aside, " + Crowd.THREADS + " threads", "database alone", "with the cache", "gain");
        table.row("answers", without.rate(), with.rate(), Figures.gain(without.took(), with.took()));
        for (double part : new double[] {0.5, 0.9, 0.99}) {
            Duration slow = without.quantile(part);
            Duration fast = with.quantile(part);
            table.row(
                    "p" + Math.round(100 * part) + " of an answer",
                    Figures.time(slow),
                    Figures.time(fast),
                    Figures.gain(slow, fast));
        }
        table.row(
                "queries",
                Figures.count(without.done()),
                Figures.count(queries),
                Figures.percent(without.done() - queries, without.done()) + " saved");
        table.row("hit ratio", Figures.NONE, Figures.percent(hits, with.done()), "");
    }
}

package dev.holdfast.examples;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.TypedVersioned;
import dev.holdfast.cache.codec.Codecs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Many threads count visitors in one entry, in three ways; one of them is wrong. */
final class VisitorsAct implements Act {
    private static final Ttl TTL = Ttl.ofMinutes(2);

    @Override
    public String title() {
        return "The visitors counter";
    }

    @Override
    public List<String> story() {
        return List.of(
                Crowd.THREADS + " threads count visitors under one key. get, +1, set forgets whoever came in between;",
                "gets, +1, cas notices and tries again; incr leaves the counting to the cache.");
    }

    @Override
    public void play(Stage stage) {
        DistributedCache cache = stage.cache();
        TypedCache<Long> counters = cache.typed(Codecs.int64());
        LongAdder tries = new LongAdder();
        stage.table().section("Visitors counter, " + Crowd.THREADS + " threads", "counted", "lost", "p50 of a visit");

        count(stage, "get, +1, set", "naive", visit -> getAndSet(counters));
        long lostByCas = count(stage, "gets, +1, cas until stored", "cas", visit -> casUntilStored(counters, tries));
        long lostByIncr = count(stage, "incr", "incr", visit -> cache.incr("visitors:incr", 1, 1, TTL));

        stage.promise("gets, +1, cas lost no visitor (" + Figures.count(tries.sum()) + " tries)", lostByCas == 0);
        stage.promise("incr lost no visitor", lostByIncr == 0);
    }

    private static void getAndSet(TypedCache<Long> counters) {
        Long seen = counters.get("visitors:naive");
        counters.set("visitors:naive", oneMoreThan(seen), TTL);
    }

    private static void casUntilStored(TypedCache<Long> counters, LongAdder tries) {
        boolean stored;
        do {
            tries.increment();
            TypedVersioned<Long> seen = counters.gets("visitors:cas");
            stored = seen == null
                    ? counters.add("visitors:cas", 1L, TTL)
                    : counters.cas("visitors:cas", oneMoreThan(seen.value()), seen.token(), TTL) == CasOutcome.STORED;
        } while (!stored);
    }

    private static long oneMoreThan(@Nullable Long seen) {
        return seen == null ? 1 : seen + 1;
    }

    /** Has a crowd visit, and compares what was counted with how many came. */
    private static long count(Stage stage, String way, String name, IntConsumer visit) {
        int visitors = stage.size(100_000, 10_000);
        Progress progress = stage.screen().progress(way, visitors);
        Turnout came = Crowd.run(visitors, Duration.ofMillis(stage.size(4_000, 700)), progress, visit);
        Long counted = stage.cache().typed(Codecs.int64()).get("visitors:" + name);
        long lost = came.done() - (counted == null ? 0 : counted);
        progress.finish(Figures.count(came.done()) + " came in " + Figures.time(came.took()) + ", "
                + (lost == 0 ? "all counted" : stage.screen().paint(Ink.YELLOW, Figures.count(lost) + " not counted")));
        stage.table()
                .row(
                        way,
                        Figures.count(came.done() - lost),
                        lost == 0 ? "0" : Figures.count(lost) + " (" + Figures.percent(lost, came.done()) + ")",
                        Figures.time(came.quantile(0.5)));
        return lost;
    }
}

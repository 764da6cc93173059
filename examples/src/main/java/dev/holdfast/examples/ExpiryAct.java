package dev.holdfast.examples;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Entries with short lives are watched until the last one is gone: none too early, none too late. */
final class ExpiryAct implements Act {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final double JITTER = 0.6;

    @Override
    public String title() {
        return "Expiry";
    }

    @Override
    public List<String> story() {
        return List.of(
                "Entries written together with one TTL would all be missed together. withJitter takes a random",
                "part off each; here up to " + Math.round(100 * JITTER) + " %, so that it can be seen.");
    }

    @Override
    public void play(Stage stage) {
        Duration longest = Duration.ofMillis(stage.size(2_500, 800));
        List<Mayfly> mayflies = write(stage, Ttl.ofMillis(longest.toMillis()), stage.size(400, 100));
        boolean honestTtl = showTtl(stage, mayflies.get(0));
        Watch watch = new Watch(stage.cache(), mayflies, resolution(stage.url()));
        Progress progress = stage.screen().progress("watching them go", mayflies.size());
        do {
            watch.look();
            progress.at(watch.gone());
            stage.pause(LOOK_EVERY);
        } while (!watch.over());
        progress.finish(watch.chart());

        stage.promise("none of " + mayflies.size() + " entries was gone before its TTL", watch.early() == 0);
        stage.promise(
                "none was readable after its TTL and the backend's resolution of "
                        + Figures.count(resolution(stage.url()).toMillis()) + " ms",
                watch.late() == 0);
        stage.promise("ttl() never promised more than was given", honestTtl);
        report(stage.table(), mayflies, watch);
    }

    private static List<Mayfly> write(Stage stage, Ttl longest, int count) {
        RandomGenerator random = stage.random();
        List<Mayfly> mayflies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Ttl ttl = longest.withJitter(JITTER, random);
            long before = System.nanoTime();
            stage.cache().set("mayfly:" + i, "alive".getBytes(StandardCharsets.US_ASCII), ttl);
            mayflies.add(new Mayfly("mayfly:" + i, ttl, before, System.nanoTime()));
        }
        return mayflies;
    }

    /** Shows what is left of one entry's life, where the backend can say. */
    private static boolean showTtl(Stage stage, Mayfly mayfly) {
        DistributedCache cache = stage.cache();
        Progress answer = stage.screen().progress("ttl(\"" + mayfly.key() + "\")", 1);
        if (!cache.capabilities().contains(Capability.TTL_READ)) {
            answer.finish("this backend can't say what is left (it lacks " + Capability.TTL_READ + ")");
            return true;
        }
        Ttl left = cache.ttl(mayfly.key());
        answer.finish((left == null ? "gone" : Figures.time(left.duration()) + " left") + " of "
                + Figures.time(mayfly.ttl().duration()));
        return left == null || left.duration().compareTo(mayfly.ttl().duration()) <= 0;
    }

    /** How long after its TTL an entry may still be read: contract clause TTL-1. */
    static Duration resolution(CacheUrl url) {
        return url.scheme().equals("memcached")
                ? Duration.ofSeconds(3)
                : url.members().stream()
                        .map(ExpiryAct::resolution)
                        .max(Duration::compareTo)
                        .orElse(Duration.ofMillis(1));
    }

    private static void report(Table table, List<Mayfly> mayflies, Watch watch) {
        table.section("Expiry, " + mayflies.size() + " entries", "shortest", "longest", "spread");
        Duration shortest = mayflies.stream()
                .map(mayfly -> mayfly.ttl().duration())
                .min(Duration::compareTo)
                .orElseThrow();
        Duration longest = mayflies.stream()
                .map(mayfly -> mayfly.ttl().duration())
                .max(Duration::compareTo)
                .orElseThrow();
        row(table, "TTL given", shortest, longest);
        row(table, "lived, as seen", watch.shortestLife(), watch.longestLife());
    }

    private static void row(Table table, String what, Duration shortest, Duration longest) {
        table.row(what, Figures.time(shortest), Figures.time(longest), Figures.time(longest.minus(shortest)));
    }
}

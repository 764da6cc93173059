package dev.holdfast.examples;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** What an act plays on: a cache, a screen, the run's options, the table at the end and the promises so far. */
final class Stage {
    private final DemoOptions options;
    private final DistributedCache cache;
    private final Screen screen;
    private final Table table = new Table();
    private final List<Promise> promises = new ArrayList<>();
    private String act = "";

    Stage(DemoOptions options, DistributedCache cache, Screen screen) {
        this.options = options;
        this.cache = cache;
        this.screen = screen;
    }

    void enter(Act next) {
        act = next.title();
    }

    /** The cache, in a namespace that is this run's alone. */
    DistributedCache cache() {
        return cache;
    }

    Screen screen() {
        return screen;
    }

    Table table() {
        return table;
    }

    CacheUrl url() {
        return CacheUrl.parse(options.url());
    }

    /** The full size of some work, or the small one of a quick run. */
    int size(int full, int quick) {
        return options.quick() ? quick : full;
    }

    /** Chance that is the same for the same seed, whatever the other acts drew. */
    RandomGenerator random() {
        return new SplittableRandom(options.seed() + act.hashCode());
    }

    /** Real servers keep real time, so the expiry they promise is waited for. */
    void pause(Duration duration) {
        long start = System.nanoTime();
        for (long left = duration.toNanos(); left > 0; left = duration.toNanos() - (System.nanoTime() - start)) {
            LockSupport.parkNanos(left);
        }
    }

    /** States what must hold and whether it did; one that did not makes the demo fail at its end. */
    void promise(String text, boolean kept) {
        promises.add(new Promise(act, text, kept));
        screen.verdict(text, kept);
    }

    List<Promise> promises() {
        return List.copyOf(promises);
    }
}

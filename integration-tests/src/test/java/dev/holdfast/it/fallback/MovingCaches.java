package dev.holdfast.it.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An old and a new cache, and processes that move from the one to the other by some cache made of both. */
final class MovingCaches {
    private final FakeTicker ticker = FakeTicker.create();
    private final Move move;
    private final DistributedCache fresh = open();
    private final FaultyCache old = new FaultyCache(open());

    /** Makes a cache of both. */
    @FunctionalInterface
    interface Move {
        DistributedCache process(DistributedCache fresh, DistributedCache old, FakeTicker ticker);
    }

    MovingCaches(Move move) {
        this.move = move;
    }

    private DistributedCache open() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    DistributedCache fresh() {
        return fresh;
    }

    /** Counts what it is asked, and can be broken. */
    FaultyCache old() {
        return old;
    }

    /** A process of its own. */
    DistributedCache process() {
        return move.process(fresh, old, ticker);
    }

    void advance(Duration duration) {
        ticker.advance(duration);
    }

    static byte[] bytes(String value) {
        return value.getBytes(UTF_8);
    }

    static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, UTF_8);
    }

    /** What old holds before anyone moves. */
    MovingCaches withOld(String key, String value, Ttl ttl) {
        old.set(key, bytes(value), ttl);
        return this;
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** An old and a new cache, and processes that move from the one to the other by some cache made of both. */
final class MovingCaches {
    private final FakeTicker ticker = FakeTicker.create();
    private final BinaryOperator<DistributedCache> move;
    private final DistributedCache fresh = open();
    private final DistributedCache old = open();

    MovingCaches(BinaryOperator<DistributedCache> move) {
        this.move = move;
    }

    private DistributedCache open() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    DistributedCache fresh() {
        return fresh;
    }

    DistributedCache old() {
        return old;
    }

    /** A process of its own. */
    DistributedCache process() {
        return move.apply(fresh, old);
    }

    void advance(Duration duration) {
        ticker.advance(duration);
    }

    static byte[] bytes(String value) {
        return value.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What old holds before anyone moves. */
    MovingCaches withOld(String key, String value, Ttl ttl) {
        old.set(key, bytes(value), ttl);
        return this;
    }
}

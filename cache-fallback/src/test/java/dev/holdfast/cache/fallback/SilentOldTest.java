package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.SilentSide.HOUR;
import static dev.holdfast.cache.fallback.SilentSide.KEYS;
import static dev.holdfast.cache.fallback.SilentSide.TIMEOUT;
import static dev.holdfast.cache.fallback.SilentSide.entries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New holds the truth, and old takes what it is sent and never answers: a call waits once for it, of many keys too. */
class SilentOldTest {
    private final SilentSide sides = new SilentSide();
    private final DistributedCache newCache = sides.other;
    private final FaultyCache oldCache = sides.silent;

    private FallbackCache cache(OldFailure oldFailure) {
        return sides.builder(newCache, oldCache, new PhaseSwitch(MigrationPhase.DRAIN))
                .oldFailure(oldFailure)
                .build();
    }

    static Stream<Named<Consumer<DistributedCache>>> bulkCalls() {
        return Stream.of(
                Named.of("setAll", cache -> cache.setAll(entries("new"), HOUR)),
                Named.of("deleteAll", cache -> cache.deleteAll(KEYS)),
                Named.of("getsAll", cache -> assertThat(cache.getsAll(KEYS)).isEmpty()),
                Named.of("getAll", cache -> assertThat(cache.getAll(KEYS)).isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("bulkCalls")
    void bulk_oldSilent_waitsOnce(Consumer<DistributedCache> call) {
        try (FallbackCache cache = cache(OldFailure.MISS)) {
            assertThat(sides.waited(() -> call.accept(cache))).isEqualTo(TIMEOUT);
        }
    }

    @Test
    void setAll_oldSilent_writesAll_andOldDoesNotComeBack() {
        oldCache.setAll(entries("old"), HOUR);
        try (FallbackCache cache = cache(OldFailure.MISS)) {
            Duration waited = sides.waited(() -> cache.setAll(entries("new"), HOUR));
            KEYS.forEach(newCache::delete); // evicted

            assertThat(waited).isEqualTo(TIMEOUT);
            assertThat(cache.getAll(KEYS)).isEmpty();
        }
    }

    @Test
    void setAll_oldSilentAndThatAnError_waitsOnce_andFailsForAll() {
        try (FallbackCache cache = cache(OldFailure.ERROR)) {
            Duration waited = sides.waited(() -> assertThatExceptionOfType(BulkCacheException.class)
                    .isThrownBy(() -> cache.setAll(entries("new"), HOUR))
                    .satisfies(failure -> assertThat(failure.failures()).containsOnlyKeys(KEYS)));

            assertThat(waited).isEqualTo(TIMEOUT);
            assertThat(newCache.getAll(KEYS)).isEmpty();
        }
    }
}

package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New holds the truth, and old takes what it is sent and never answers: a call waits once for it, of many keys too. */
class SilentOldTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final DistributedCache newCache = local();
    private final FaultyCache oldCache = new FaultyCache(local(), FaultPlan.none(), TIMEOUT, Sleeper.advancing(ticker));

    private DistributedCache local() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    private FallbackCache cache(OldFailure oldFailure) {
        return FallbackCache.builder(newCache, oldCache)
                .phases(new PhaseSwitch(MigrationPhase.DRAIN))
                .oldFailure(oldFailure)
                .ticker(ticker)
                .timeout(TIMEOUT)
                .executor(Runnable::run)
                .build();
    }

    private static Map<String, byte[]> entries(Collection<String> keys, String value) {
        return keys.stream().collect(Collectors.toMap(Function.identity(), key -> value.getBytes(US_ASCII)));
    }

    private Duration waited(Runnable call) {
        oldCache.inject(CallFault.hang());
        long start = ticker.getAsLong();
        call.run();
        Duration waited = Duration.ofNanos(ticker.getAsLong() - start);
        oldCache.heal();
        return waited;
    }

    static Stream<Named<Consumer<DistributedCache>>> bulkCalls() {
        return Stream.of(
                Named.of("setAll", cache -> cache.setAll(entries(KEYS, "new"), HOUR)),
                Named.of("deleteAll", cache -> cache.deleteAll(KEYS)),
                Named.of("getsAll", cache -> assertThat(cache.getsAll(KEYS)).isEmpty()),
                Named.of("getAll", cache -> assertThat(cache.getAll(KEYS)).isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("bulkCalls")
    void bulk_oldSilent_waitsOnce(Consumer<DistributedCache> call) {
        try (FallbackCache cache = cache(OldFailure.MISS)) {
            assertThat(waited(() -> call.accept(cache))).isEqualTo(TIMEOUT);
        }
    }

    @Test
    void setAll_oldSilent_writesAll_andOldDoesNotComeBack() {
        oldCache.setAll(entries(KEYS, "old"), HOUR);
        try (FallbackCache cache = cache(OldFailure.MISS)) {
            Duration waited = waited(() -> cache.setAll(entries(KEYS, "new"), HOUR));
            KEYS.forEach(newCache::delete); // evicted

            assertThat(waited).isEqualTo(TIMEOUT);
            assertThat(cache.getAll(KEYS)).isEmpty();
        }
    }

    @Test
    void setAll_oldSilentAndThatAnError_waitsOnce_andFailsForAll() {
        try (FallbackCache cache = cache(OldFailure.ERROR)) {
            Duration waited = waited(() -> assertThatExceptionOfType(BulkCacheException.class)
                    .isThrownBy(() -> cache.setAll(entries(KEYS, "new"), HOUR))
                    .satisfies(failure -> assertThat(failure.failures()).containsOnlyKeys(KEYS)));

            assertThat(waited).isEqualTo(TIMEOUT);
            assertThat(newCache.getAll(KEYS)).isEmpty();
        }
    }
}

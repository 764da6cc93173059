package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old holds the truth, and new takes what it is sent and never answers: a write waits once for it, of many keys too. */
class SilentNewTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    private static final List<String> KEYS =
            IntStream.range(0, 20).mapToObj(i -> "key" + i).toList();

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final FaultyCache newCache = new FaultyCache(local(), FaultPlan.none(), TIMEOUT, Sleeper.advancing(ticker));
    private final DistributedCache oldCache = local();
    private final PhaseSwitch phases = new PhaseSwitch(MigrationPhase.FALLBACK);
    private final FallbackCache cache = FallbackCache.builder(newCache, oldCache)
            .phases(phases)
            .ticker(ticker)
            .timeout(TIMEOUT)
            .executor(Runnable::run)
            .build();

    private DistributedCache local() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    private static Map<String, byte[]> entries(String value) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        KEYS.forEach(key -> entries.put(key, value.getBytes(US_ASCII)));
        return entries;
    }

    private Duration waited(Runnable call) {
        newCache.inject(CallFault.hang());
        long start = ticker.getAsLong();
        call.run();
        Duration waited = Duration.ofNanos(ticker.getAsLong() - start);
        newCache.heal();
        return waited;
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void set_newSilent_waitsOnce() {
        cache.set("key0", new byte[] {'1'}, HOUR);
        cache.get("key0"); // copied

        assertThat(waited(() -> cache.set("key0", new byte[] {'2'}, HOUR))).isEqualTo(TIMEOUT);

        assertThat(cache.get("key0")).isEqualTo(new byte[] {'2'});
    }

    @Test
    void touch_newSilent_waitsOnce() {
        cache.set("key0", new byte[] {'1'}, HOUR);
        cache.get("key0"); // copied

        assertThat(waited(() -> cache.touch("key0", HOUR))).isEqualTo(TIMEOUT);
        assertThat(waited(() -> cache.getAndTouch("key0", HOUR))).isEqualTo(TIMEOUT);

        assertThat(cache.get("key0")).isEqualTo(new byte[] {'1'});
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void setAll_newSilent_waitsOnce_whetherThereOrAbsent(MigrationPhase phase) {
        phases.moveTo(phase);

        assertThat(waited(() -> cache.setAll(entries("absent before"), HOUR))).isEqualTo(TIMEOUT);
        assertThat(cache.getAll(KEYS)).hasSameSizeAs(KEYS);
        cache.getAll(KEYS)
                .values()
                .forEach(value -> assertThat(value).asString(US_ASCII).isEqualTo("absent before"));
    }

    @Test
    void setAll_copiesInSilentNew_waitsOnce_andReadsWhatWasWritten() {
        cache.setAll(entries("old"), HOUR);
        cache.getAll(KEYS); // copied

        assertThat(waited(() -> cache.setAll(entries("new"), HOUR))).isEqualTo(TIMEOUT);

        assertThat(cache.getAll(KEYS)).hasSameSizeAs(KEYS);
        cache.getAll(KEYS)
                .values()
                .forEach(value -> assertThat(value).asString(US_ASCII).isEqualTo("new"));
    }

    @Test
    void deleteAll_copiesInSilentNew_waitsOnce_andFindsNothingAfterwards() {
        cache.setAll(entries("old"), HOUR);
        cache.getAll(KEYS); // copied

        assertThat(waited(() -> cache.deleteAll(KEYS))).isEqualTo(TIMEOUT);

        assertThat(cache.getAll(KEYS)).isEmpty();
    }

    @Test
    void getAll_newSilentBetweenItsTwoLooks_waitsOnce() {
        phases.moveTo(MigrationPhase.DRAIN);
        cache.setAll(entries("new"), HOUR);
        newCache.deleteAll(KEYS); // evicted: old forwards to nothing, so that new is asked again

        try (FallbackCache silenced = FallbackCache.builder(silentAfterGetAll(), oldCache)
                .phases(phases)
                .ticker(ticker)
                .timeout(TIMEOUT)
                .executor(Runnable::run)
                .build()) {
            long start = ticker.getAsLong();

            assertThatExceptionOfType(BulkCacheException.class)
                    .isThrownBy(() -> silenced.getAll(KEYS))
                    .satisfies(failure -> assertThat(failure.failures()).containsOnlyKeys(KEYS));

            assertThat(Duration.ofNanos(ticker.getAsLong() - start)).isEqualTo(TIMEOUT);
            newCache.heal();
        }
    }

    private DistributedCache silentAfterGetAll() {
        return new ForwardingCache(newCache) {
            @Override
            public Map<String, byte[]> getAll(Collection<String> keys) {
                Map<String, byte[]> found = super.getAll(keys);
                newCache.inject(CallFault.hang());
                return found;
            }
        };
    }
}

package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.SilentSide.HOUR;
import static dev.holdfast.cache.fallback.SilentSide.KEYS;
import static dev.holdfast.cache.fallback.SilentSide.TIMEOUT;
import static dev.holdfast.cache.fallback.SilentSide.entries;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old holds the truth, and new takes what it is sent and never answers: a write waits once for it, of many keys too. */
class SilentNewTest {
    private final SilentSide sides = new SilentSide();
    private final FaultyCache newCache = sides.silent;
    private final DistributedCache oldCache = sides.other;
    private final PhaseSwitch phases = new PhaseSwitch(MigrationPhase.FALLBACK);
    private final FallbackCache cache =
            sides.builder(newCache, oldCache, phases).build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void set_newSilent_waitsOnce() {
        cache.set("key0", new byte[] {'1'}, HOUR);
        cache.get("key0"); // copied

        assertThat(sides.waited(() -> cache.set("key0", new byte[] {'2'}, HOUR)))
                .isEqualTo(TIMEOUT);

        assertThat(cache.get("key0")).isEqualTo(new byte[] {'2'});
    }

    @Test
    void touch_newSilent_waitsOnce() {
        cache.set("key0", new byte[] {'1'}, HOUR);
        cache.get("key0"); // copied

        assertThat(sides.waited(() -> cache.touch("key0", HOUR))).isEqualTo(TIMEOUT);
        assertThat(sides.waited(() -> cache.getAndTouch("key0", HOUR))).isEqualTo(TIMEOUT);

        assertThat(cache.get("key0")).isEqualTo(new byte[] {'1'});
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void setAll_newSilent_waitsOnce_whetherThereOrAbsent(MigrationPhase phase) {
        phases.moveTo(phase);

        assertThat(sides.waited(() -> cache.setAll(entries("absent before"), HOUR)))
                .isEqualTo(TIMEOUT);
        assertThat(cache.getAll(KEYS)).hasSameSizeAs(KEYS);
        cache.getAll(KEYS)
                .values()
                .forEach(value -> assertThat(value).asString(US_ASCII).isEqualTo("absent before"));
    }

    @Test
    void setAll_copiesInSilentNew_waitsOnce_andReadsWhatWasWritten() {
        cache.setAll(entries("old"), HOUR);
        cache.getAll(KEYS); // copied

        assertThat(sides.waited(() -> cache.setAll(entries("new"), HOUR))).isEqualTo(TIMEOUT);

        assertThat(cache.getAll(KEYS)).hasSameSizeAs(KEYS);
        cache.getAll(KEYS)
                .values()
                .forEach(value -> assertThat(value).asString(US_ASCII).isEqualTo("new"));
    }

    @Test
    void deleteAll_copiesInSilentNew_waitsOnce_andFindsNothingAfterwards() {
        cache.setAll(entries("old"), HOUR);
        cache.getAll(KEYS); // copied

        assertThat(sides.waited(() -> cache.deleteAll(KEYS))).isEqualTo(TIMEOUT);

        assertThat(cache.getAll(KEYS)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void bulkReads_ofWhatOldLacks_newSilent_waitOnce(MigrationPhase phase) {
        phases.moveTo(phase);

        assertThat(sides.waited(() -> assertThat(cache.getAll(KEYS)).isEmpty())).isEqualTo(TIMEOUT);
        assertThat(sides.waited(() -> assertThat(cache.getsAll(KEYS)).isEmpty()))
                .isEqualTo(TIMEOUT);
    }

    @Test
    void getAll_newSilentBetweenItsTwoLooks_waitsOnce() {
        phases.moveTo(MigrationPhase.DRAIN);
        cache.setAll(entries("new"), HOUR);
        newCache.deleteAll(KEYS); // evicted: old forwards to nothing, so that new is asked again

        try (FallbackCache silenced =
                sides.builder(silentAfterGetAll(), oldCache, phases).build()) {
            Duration took = sides.took(() -> assertThatExceptionOfType(BulkCacheException.class)
                    .isThrownBy(() -> silenced.getAll(KEYS))
                    .satisfies(failure -> assertThat(failure.failures()).containsOnlyKeys(KEYS)));

            assertThat(took).isEqualTo(TIMEOUT);
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

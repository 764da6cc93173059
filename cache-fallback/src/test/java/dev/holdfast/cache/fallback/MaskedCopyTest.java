package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy in new that is older than what this process wrote, and that it could not take away yet: it does not answer. */
class MaskedCopyTest {
    private static final List<String> KEYS = List.of("a", "b", "c");

    private final TwoSides sides = new TwoSides();

    @AfterEach
    void close() {
        sides.close();
    }

    /** With room in the journal for one key, all copies are masked. */
    private FallbackCache cache(int journalKeys) {
        return sides.builder().journalKeys(journalKeys).build();
    }

    private void givenCopiesOlderThanWhatWasWritten(DistributedCache cache) {
        KEYS.forEach(key -> cache.set(key, bytes("0"), HOUR));
        sides.moveTo(MigrationPhase.FALLBACK);
        KEYS.forEach(cache::get);
        assertThat(sides.newStore.getAll(KEYS)).as("copied").hasSize(3);

        sides.newCache.inject(CallFault.failBefore());
        KEYS.forEach(key -> cache.set(key, bytes("1"), HOUR));
        sides.newCache.heal();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void drain_answersWhatWasWrittenInOld(int journalKeys) {
        try (FallbackCache cache = cache(journalKeys)) {
            givenCopiesOlderThanWhatWasWritten(cache);

            sides.moveTo(MigrationPhase.DRAIN);

            assertThat(text(cache.get("a"))).isEqualTo("1");
            assertThat(cache.getAll(KEYS).values()).extracting(TwoSides::text).containsOnly("1");
            assertThat(text(cache.gets("c").value())).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void newOnly_neverTakesSuchACopyForTheValue(int journalKeys) {
        try (FallbackCache cache = cache(journalKeys)) {
            givenCopiesOlderThanWhatWasWritten(cache);

            sides.moveTo(MigrationPhase.NEW_ONLY);

            assertThat(cache.get("a")).isNull();
            assertThat(cache.getsAll(KEYS)).isEmpty();
            assertThat(cache.incr("b", 1, 1, HOUR)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void drain_answersNoCopyThatAnotherMadeOfAnOldThatIsMasked(int journalKeys) {
        try (FallbackCache cache = cache(journalKeys);
                FallbackCache neighbour =
                        sides.builder().phase(MigrationPhase.FALLBACK).build()) {
            KEYS.forEach(key -> cache.set(key, bytes("0"), HOUR));
            sides.moveTo(MigrationPhase.DRAIN);
            sides.oldCache.inject(CallFault.failBefore());
            cache.setAll(Map.of("a", bytes("1"), "b", bytes("1"), "c", bytes("1")), Ttl.ofMinutes(1));
            sides.oldCache.heal();
            sides.ticker.advance(Duration.ofMinutes(2));
            KEYS.forEach(neighbour::get);
            assertThat(sides.newStore.getAll(KEYS)).as("copied").hasSize(3);

            assertThat(cache.get("a")).isNull();
            assertThat(cache.getAll(KEYS)).isEmpty();
        }
    }
}

package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key went to new in DRAIN, the fleet went back, and old's mark that forwards has expired or was evicted. */
class ForwardMarkGoneTest {
    private static final List<String> KEYS = List.of("moved", "too", "absent");

    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;

    @AfterEach
    void close() {
        sides.close();
    }

    private void givenMovedAndForgottenByOld(MigrationPhase phase) {
        cache.set("moved", bytes("1"), Ttl.forever());
        cache.set("too", bytes("2"), Ttl.forever());
        sides.moveTo(MigrationPhase.DRAIN);
        assertThat(cache.getAll(KEYS)).hasSize(2);
        sides.moveTo(phase);
        sides.oldStore.deleteAll(KEYS);
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void reads_findWhatNewHoldsInItsOwnRight(MigrationPhase phase) {
        givenMovedAndForgottenByOld(phase);

        assertThat(text(cache.get("moved"))).isEqualTo("1");
        assertThat(cache.getAll(KEYS)).containsOnlyKeys("moved", "too");
        assertThat(text(cache.gets("moved").value())).isEqualTo("1");
        assertThat(cache.getsAll(KEYS)).containsOnlyKeys("moved", "too");
        assertThat(cache.cas("too", bytes("3"), cache.getsAll(KEYS).get("too").token(), HOUR)
                        .applied())
                .isTrue();
        assertThat(text(cache.getAll(KEYS).get("too"))).isEqualTo("3");
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void write_isReadAfterIt(MigrationPhase phase) {
        givenMovedAndForgottenByOld(phase);

        cache.set("moved", bytes("2"), HOUR);

        assertThat(text(cache.get("moved"))).isEqualTo("2");
        assertThat(text(cache.getAll(KEYS).get("moved"))).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void getsAll_looksInNewOnce_forAllThatOldLacks(MigrationPhase phase) {
        givenMovedAndForgottenByOld(phase);
        long asked = sides.newCache.counts().calls() + sides.oldCache.counts().calls();

        assertThat(cache.getsAll(KEYS)).hasSize(2);

        assertThat(sides.newCache.counts().calls() + sides.oldCache.counts().calls() - asked)
                .isEqualTo(2);
    }

    @Test
    void reads_whileAllCopiesAreMasked_findWhatIsNoCopy() {
        try (FallbackCache masking = sides.builder().journalKeys(1).build()) {
            givenMovedAndForgottenByOld(MigrationPhase.FALLBACK);
            sides.newCache.inject(CallFault.failBefore());
            masking.setAll(Map.of("a", bytes("1"), "b", bytes("1")), HOUR);
            sides.newCache.heal();

            assertThat(text(masking.get("moved"))).isEqualTo("1");
            assertThat(masking.getAll(KEYS)).containsOnlyKeys("moved", "too");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void reads_ofAbsentKeysWhileNewIsAway_areNobodysFailure(MigrationPhase phase) {
        sides.moveTo(phase);
        cache.set("there", bytes("1"), HOUR);
        sides.newCache.inject(CallFault.failBefore());

        assertThat(cache.get("absent")).isNull();
        assertThat(cache.getAll(List.of("there", "absent"))).containsOnlyKeys("there");
        assertThat(cache.getsAll(List.of("there", "absent"))).containsOnlyKeys("there");
    }
}

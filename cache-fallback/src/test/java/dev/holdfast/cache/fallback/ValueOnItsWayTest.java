package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.failing;
import static dev.holdfast.cache.fallback.TwoSides.lostIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.tck.fake.CallFault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A move that is broken off halfway, and a process that can't see how far it has come: the value is not lost. */
class ValueOnItsWayTest {
    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;

    @AfterEach
    void close() {
        sides.close();
    }

    private void givenInOld(String value) {
        cache.set("counter", bytes(value), HOUR);
        sides.moveTo(MigrationPhase.DRAIN);
    }

    @Test
    void moverLosesOldHalfway_andLooksAgain() {
        givenInOld("42");

        sides.oldCache.follow(lostIn(Operation.CAS, CallFault.loseAnswer()));
        assertThat(cache.gets("counter")).as("absent as far as can be seen").isNull();
        assertThat(cache.gets("counter")).isNull();
        sides.oldCache.heal();

        assertThat(cache.incr("counter", 1, 1, HOUR)).isEqualTo(43);
    }

    @Test
    void moverDies_andAnotherDoesNotReachOld() {
        givenInOld("42");
        moverDiesBeforeItsLastStep();

        sides.oldCache.inject(CallFault.failBefore());
        assertThat(cache.gets("counter")).isNull();
        assertThat(cache.getsAll(List.of("counter"))).isEmpty();
        assertThat(cache.incr("counter", 1)).isEmpty();
        assertThat(cache.replace("counter", bytes("1"), HOUR)).isFalse();
        assertThat(cache.touch("counter", HOUR)).isFalse();
        sides.oldCache.heal();

        assertThat(cache.incr("counter", 1, 1, HOUR)).isEqualTo(43);
    }

    private void moverDiesBeforeItsLastStep() {
        sides.newCache.follow(failing(Operation.CAS));
        assertThatThrownBy(() -> cache.gets("counter")).isInstanceOf(CacheUnavailableException.class);
        sides.newCache.heal();
    }

    @Test
    void moverDies_andAnotherMasksAllOfOld() {
        try (FallbackCache masking = sides.builder().journalKeys(1).build()) {
            givenInOld("42");
            sides.oldCache.inject(CallFault.failBefore());
            List.of("a", "b").forEach(key -> masking.set(key, bytes("1"), HOUR));
            sides.oldCache.heal();
            moverDiesBeforeItsLastStep();

            assertThat(masking.gets("counter")).isNull();

            assertThat(cache.incr("counter", 1, 1, HOUR)).isEqualTo(43);
        }
    }

    @Test
    void moverDies_andAnotherWritesWithoutOld() {
        givenInOld("42");
        moverDiesBeforeItsLastStep();

        sides.oldCache.inject(CallFault.failBefore());
        assertThat(cache.incr("counter", 1, 1, HOUR))
                .as("what only old holds is absent")
                .isEqualTo(1);
        assertThat(cache.add("counter", bytes("7"), HOUR)).isFalse();
        sides.oldCache.heal();

        assertThat(cache.incr("counter", 1, 1, HOUR)).isEqualTo(2);
        assertThat(cache.repair()).isZero();
        assertThat(cache.incr("counter", 1, 1, HOUR)).isEqualTo(3);
    }

    @Test
    void moverDies_andAnotherDeletesWithoutOld() {
        givenInOld("42");
        moverDiesBeforeItsLastStep();

        sides.oldCache.inject(CallFault.failBefore());
        assertThat(cache.delete("counter")).isFalse();
        sides.oldCache.heal();

        assertThat(cache.get("counter")).isNull();
        assertThat(cache.gets("counter")).isNull();
    }
}

package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.lostIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.tck.fake.CallFault;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old has given the value its new life, and is gone before it is asked whether the key has moved meanwhile. */
class LostAfterTouchTest {
    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;

    @BeforeEach
    void set() {
        cache.set("key", bytes("1"), HOUR);
    }

    @AfterEach
    void close() {
        sides.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void touch_doesNotSayThatItWasNotApplied(MigrationPhase phase) {
        sides.moveTo(phase);
        sides.oldCache.follow(lostIn(Operation.TOUCH, CallFault.pass()));

        assertUnknown(Operation.TOUCH, () -> cache.touch("key", HOUR));
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void getAndTouch_doesNotSayThatItWasNotApplied(MigrationPhase phase) {
        sides.moveTo(phase);
        sides.oldCache.follow(lostIn(Operation.GET_AND_TOUCH, CallFault.pass()));

        assertUnknown(Operation.GET_AND_TOUCH, () -> cache.getAndTouch("key", HOUR));
    }

    private static void assertUnknown(Operation operation, ThrowingCallable call) {
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(call)
                .satisfies(e -> {
                    assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                    assertThat(e.call().operation()).isEqualTo(operation);
                });
    }
}

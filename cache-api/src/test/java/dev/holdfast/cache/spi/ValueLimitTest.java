package dev.holdfast.cache.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import org.junit.jupiter.api.Test;

class ValueLimitTest {
    private final ValueLimit limit = new ValueLimit(3, "redis://host");

    @Test
    void check_ofAValueAtTheLimit_passesIt() {
        byte[] value = new byte[3];

        assertThat(limit.check(Operation.SET, "k", value)).isSameAs(value);
    }

    @Test
    void check_ofALargerValue_refusesIt() {
        CacheRejectedException refusal =
                catchThrowableOfType(CacheRejectedException.class, () -> limit.check(Operation.ADD, "k", new byte[4]));

        assertThat(refusal.reason()).isEqualTo(CacheRejectedException.Reason.TOO_LARGE);
        assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(refusal).hasMessageContainingAll("4 bytes", "maxValueBytes is 3", "add of 'k' at redis://host");
    }

    @Test
    void check_ofNull_refusesIt() {
        assertThatNullPointerException().isThrownBy(() -> limit.check(Operation.SET, "k", null));
    }
}

package dev.holdfast.cache.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkWritingTest {
    private final BulkWriting writing =
            new BulkWriting(Operation.SET_ALL, "fallback:", Duration.ofSeconds(1), System::nanoTime);

    @AfterEach
    void clearTheFlag() {
        Thread.interrupted();
    }

    private static void interrupted() {
        throw CacheInterruptedException.restoringTheFlag(
                FailedCall.unsent(Operation.SET, "b", "old"), Outcome.NOT_APPLIED, null);
    }

    @Test
    void interruption_beforeAnythingWasWritten_isNotApplied() {
        assertThatExceptionOfType(CacheInterruptedException.class)
                .isThrownBy(() -> writing.attempt("a", BulkWritingTest::interrupted))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
    }

    @Test
    void interruption_afterAKeyWasWritten_isUnknown() {
        writing.attempt("a", () -> {});

        assertThatExceptionOfType(CacheInterruptedException.class)
                .isThrownBy(() -> writing.attempt("b", BulkWritingTest::interrupted))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
        assertThatExceptionOfType(CacheInterruptedException.class)
                .isThrownBy(() -> writing.bulk(List.of("c", "d"), BulkWritingTest::interrupted))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}

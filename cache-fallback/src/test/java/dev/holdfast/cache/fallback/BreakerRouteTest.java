package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.fallback.OutageJournal.Change;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A key that is reconciled between the look at the journal and the look at the local cache is asked for remotely. */
class BreakerRouteTest {
    private final OutageJournal journal = new OutageJournal(1);
    private final BreakerGate gate = new BreakerGate(
            new BreakerWindow(BreakerOptions.defaults(), () -> 0),
            BreakerOptions.defaults(),
            "remote",
            CacheObserver.none(),
            System::nanoTime,
            journal);
    private final BreakerRoute route = new BreakerRoute(gate, journal, "remote");

    /** A local answer, given when the key has just been reconciled. */
    private <T extends @Nullable Object> Supplier<T> late(T answer) {
        Deadline end = Deadline.of(LONG, System.nanoTime());
        journal.change("k", IllegalStateException::new, none -> new Change<>(true, OutageEntry.set(end)));
        gate.journalled();
        return () -> {
            journal.settle("k", Objects.requireNonNull(journal.claim("k")), () -> {});
            return answer;
        };
    }

    @Test
    void keyReconciledAMomentAgo_isReadRemotely() {
        assertThat(route.<@Nullable String>read(DegradedAnswer.LOCAL, Operation.GET, "k", () -> "remote", late(null)))
                .isEqualTo("remote");
    }

    @Test
    void keyReconciledAMomentAgo_isWrittenRemotely_whereNothingWasWrittenHere() {
        assertThat(route.write(DegradedAnswer.LOCAL, Operation.TOUCH, "k", () -> true, late(false)))
                .isTrue();
        assertThat(route.<@Nullable String>write(
                        DegradedAnswer.LOCAL, Operation.GET_AND_TOUCH, "k", () -> "remote", late(null)))
                .isEqualTo("remote");
        assertThat(route.writeOnce(
                        DegradedAnswer.LOCAL,
                        Operation.INCR,
                        "k",
                        () -> OptionalLong.of(42),
                        late(OptionalLong.empty())))
                .hasValue(42);
        assertThat(route.writeOnce(DegradedAnswer.LOCAL, Operation.REPLACE, "k", () -> true, late(false)))
                .isTrue();
    }

    @Test
    void whatWasWrittenHere_isNotWrittenRemotelyAsWell() {
        assertThat(route.writeOnce(
                        DegradedAnswer.LOCAL,
                        Operation.INCR,
                        "k",
                        () -> OptionalLong.of(43),
                        late(OptionalLong.of(42))))
                .hasValue(42);
    }
}

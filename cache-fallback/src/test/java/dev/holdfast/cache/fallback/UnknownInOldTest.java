package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.tck.fake.CallFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Old was written and nobody knows, and between new's copy being covered and the write another process has copied what was
 * there before.
 */
class UnknownInOldTest {
    private static final Set<Operation> WRITES_OF_OLD = Set.of(
            Operation.CAS,
            Operation.SET_ALL,
            Operation.DELETE,
            Operation.INCR,
            Operation.DECR,
            Operation.TOUCH,
            Operation.GET_AND_TOUCH);

    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;
    private final FallbackCache other = sides.otherInFallback();

    @AfterEach
    void close() {
        sides.close();
        other.close();
    }

    private CasToken givenAValueThatIsCopiedWhileItIsWritten(MigrationPhase phase, CallFault fault) {
        cache.set("key", bytes("1"), HOUR);
        sides.moveTo(phase);
        CasToken token = Objects.requireNonNull(cache.gets("key")).token();
        sides.oldCache.follow(called -> {
            if (!WRITES_OF_OLD.contains(called)) {
                return CallFault.pass();
            }
            other.get("key");
            assertThat(sides.newStore.get("key")).as("a copy").isNotNull();
            return fault;
        });
        return token;
    }

    @ParameterizedTest
    @EnumSource
    void writeInFallback_isSeenByAll_andNobodyCopiesForAWhile(Write write) {
        assertSeen(write, MigrationPhase.FALLBACK);

        sides.oldStore.set("key", bytes("a write that lands late"), HOUR);
        assertThat(text(other.get("key"))).isEqualTo("a write that lands late");
        sides.ticker.advance(Duration.ofSeconds(11));
        assertThat(text(other.get("key"))).isEqualTo("a write that lands late");
        assertThat(sides.newStore.get("key")).as("a copy").isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void writeInMirror_isSeenByAll(Write write) {
        assertSeen(write, MigrationPhase.MIRROR);
    }

    private void assertSeen(Write write, MigrationPhase phase) {
        CasToken token = givenAValueThatIsCopiedWhileItIsWritten(phase, CallFault.loseAnswer());

        assertThatThrownBy(() -> write.on(cache, token)).isInstanceOf(CacheException.class);
        sides.oldCache.heal();
        sides.ticker.advance(Duration.ofSeconds(2));

        assertThat(text(other.get("key"))).as("by another").isEqualTo(write.after());
        assertThat(text(cache.get("key"))).isEqualTo(write.after());
        assertThat(cache.report().awaitingRepair()).isZero();
    }

    @Test
    void write_whileNewIsAwayToo_isMasked_untilTheCopyIsTakenAway() {
        givenAValueThatIsCopiedWhileItIsWritten(MigrationPhase.FALLBACK, CallFault.loseAnswer());
        sides.newCache.inject(CallFault.failBefore());

        assertThatThrownBy(() -> cache.set("key", bytes("2"), HOUR)).isInstanceOf(CacheException.class);
        sides.oldCache.heal();
        sides.newCache.heal();

        assertThat(text(cache.get("key"))).as("masked").isEqualTo("2");
        assertThat(cache.repair()).isZero();
        assertThat(text(other.get("key"))).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource(names = {"MIRROR", "FALLBACK"})
    void setAll_interruptedAfterItsWrites_isDone_andItsKeysAreMasked(MigrationPhase phase) {
        givenAValueThatIsCopiedWhileItIsWritten(phase, CallFault.pass());
        int[] looked = new int[1];
        sides.newCache.follow(called -> {
            looked[0] += called == Operation.GET_ALL ? 1 : 0;
            if (looked[0] < 2) {
                return CallFault.pass();
            }
            Thread.currentThread().interrupt();
            return CallFault.delayRequest(Duration.ofSeconds(1));
        });

        cache.setAll(Map.of("key", bytes("2")), HOUR);

        assertThat(Thread.interrupted()).isTrue();
        sides.newCache.heal();
        sides.oldCache.heal();
        assertThat(text(cache.get("key"))).as("masked").isEqualTo("2");
        cache.set("key", bytes("3"), HOUR);
        assertThat(text(other.get("key")))
                .as("new is there, so the next write takes the copy away")
                .isEqualTo("3");
        assertThat(cache.repair()).isZero();
        assertThat(cache.getAll(List.of("key"))).containsOnlyKeys("key");
    }
}

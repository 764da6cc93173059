package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.failing;
import static dev.holdfast.cache.fallback.TwoSides.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.tck.fake.CallFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In DRAIN new is written while old can't be reached, and holds something older. */
class WrittenAsideTest {
    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;
    private final FallbackCache other = sides.otherInFallback();

    @BeforeEach
    void givenAValueInOld() {
        cache.set("key", bytes("0"), HOUR);
        sides.moveTo(MigrationPhase.DRAIN);
        sides.oldCache.inject(CallFault.failBefore());
    }

    @AfterEach
    void close() {
        sides.close();
        other.close();
    }

    @ParameterizedTest
    @EnumSource
    void writeOfAProcessInFallback_isRead_andStaysAfterOldWasTold(Write write) {
        cache.set("key", bytes("1"), HOUR);
        assertThat(text(other.get("key"))).isEqualTo("1");

        Versioned seen = Objects.requireNonNull(other.gets("key"));
        if (write.isByToken()) {
            assertThat(other.cas("key", bytes("x"), seen.token(), HOUR))
                    .as("of old")
                    .isEqualTo(CasOutcome.CHANGED);
            seen = Objects.requireNonNull(other.gets("key"));
        }
        write.on(other, seen.token());
        sides.ticker.advance(Duration.ofSeconds(2));

        assertThat(text(other.get("key"))).isEqualTo(write.after());
        sides.oldCache.heal();
        assertThat(cache.repair()).isZero();
        assertThat(text(cache.get("key"))).isEqualTo(write.after());
        assertThat(text(other.get("key"))).isEqualTo(write.after());
    }

    @Test
    void counterCreated_byACallOfUnknownOutcome_isNotUndoneByOldsReturn() {
        sides.newCache.follow(called -> called == Operation.ADD ? CallFault.loseAnswer() : CallFault.pass());
        assertThatThrownBy(() -> cache.incr("key", 1, 5, HOUR)).isInstanceOf(CacheException.class);
        sides.newCache.heal();
        sides.oldCache.heal();
        assertThat(cache.delete("key")).isTrue();

        assertThat(cache.get("key")).isNull();
        assertThat(cache.repair()).isZero();
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void writeThatCertainlyWasNone_leavesOldsValue() {
        sides.newCache.follow(failing(Operation.SET, Operation.ADD));
        assertThatThrownBy(() -> cache.set("key", bytes("1"), HOUR)).isInstanceOf(CacheException.class);
        assertThatThrownBy(() -> cache.add("key", bytes("1"), HOUR)).isInstanceOf(CacheException.class);
        sides.newCache.heal();
        sides.oldCache.heal();

        assertThat(cache.repair()).isZero();
        assertThat(text(cache.get("key"))).isEqualTo("0");
    }

    @Test
    void writeThatCertainlyWasNone_isNotRepairedWhileItIsMade() {
        sides.newCache.follow(called -> {
            if (called != Operation.ADD) {
                return CallFault.pass();
            }
            sides.oldCache.heal();
            cache.repair();
            return CallFault.failBefore();
        });
        assertThatThrownBy(() -> cache.add("key", bytes("1"), HOUR)).isInstanceOf(CacheException.class);
        sides.newCache.heal();

        assertThat(text(cache.get("key"))).isEqualTo("0");
    }

    @Test
    void add_whereAnotherProcessWasFaster_leavesOldsValueToIt() {
        sides.newCache.follow(called -> {
            if (called == Operation.ADD) {
                sides.newStore.set("key", bytes("another's"), HOUR);
            }
            return CallFault.pass();
        });

        assertThat(cache.add("key", bytes("1"), HOUR)).isFalse();

        assertThat(cache.report().awaitingRepair()).isZero();
    }

    @Test
    void add_whereAnotherThreadWasFaster_leavesThatOnesNote() {
        boolean[] first = {true};
        sides.newCache.follow(called -> {
            if (called == Operation.ADD && first[0]) {
                first[0] = false;
                assertThat(cache.add("key", bytes("1"), HOUR)).isTrue();
            }
            return CallFault.pass();
        });

        assertThat(cache.add("key", bytes("2"), HOUR)).isFalse();

        assertThat(cache.delete("key")).isTrue();
        sides.oldCache.heal();
        assertThat(cache.get("key")).as("masked").isNull();
        assertThat(cache.repair()).isZero();
        assertThat(cache.get("key")).isNull();
    }

    @Test
    void writeThatCertainlyWasNone_unmasksNoCopy() {
        sides.oldCache.heal();
        sides.moveTo(MigrationPhase.FALLBACK);
        cache.get("key");
        assertThat(sides.newStore.get("key")).as("a copy").isNotNull();
        sides.newCache.inject(CallFault.failBefore());
        cache.set("key", bytes("1"), HOUR);
        sides.moveTo(MigrationPhase.DRAIN);
        sides.oldCache.inject(CallFault.failBefore());
        sides.newCache.follow(failing(Operation.SET));
        assertThatThrownBy(() -> cache.set("key", bytes("2"), HOUR)).isInstanceOf(CacheException.class);
        sides.newCache.heal();

        assertThat(cache.get("key")).as("old is away").isNull();
        sides.oldCache.heal();
        assertThat(text(cache.get("key"))).isEqualTo("1");
    }

    @Test
    void setAllInFallback_thatGivesUp_tellsWhatWasWritten() {
        sides.oldCache.heal();
        sides.moveTo(MigrationPhase.FALLBACK);
        cache.setAll(Map.of("a", bytes("1"), "b", bytes("1")), HOUR);
        cache.getAll(List.of("a", "b"));
        sides.oldCache.follow(called -> {
            if (called != Operation.CAS) {
                return CallFault.pass();
            }
            sides.ticker.advance(Duration.ofMinutes(1));
            return CallFault.failBefore();
        });

        assertThatExceptionOfType(BulkCacheException.class)
                .isThrownBy(() -> cache.setAll(Map.of("a", bytes("2"), "b", bytes("2")), HOUR))
                .satisfies(e -> {
                    assertThat(e.done()).isEmpty();
                    assertThat(e.failures()).containsOnlyKeys("a", "b");
                });
    }
}

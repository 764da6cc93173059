package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static dev.holdfast.cache.fallback.TwoSides.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Old was written and its answer is lost, and between new's copy being covered and the write another process has copied
 * what was there before.
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

    /** Each call that changes what is there, and what is read after it. */
    enum Write {
        SET("2") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.set("key", bytes("2"), HOUR);
            }
        },
        SET_ALL("2") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.setAll(Map.of("key", bytes("2")), HOUR);
            }
        },
        REPLACE("2") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.replace("key", bytes("2"), HOUR);
            }
        },
        CAS("2") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.cas("key", bytes("2"), token, HOUR);
            }
        },
        DELETE(null) {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.delete("key");
            }
        },
        DELETE_IF_UNCHANGED(null) {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.delete("key", token);
            }
        },
        DELETE_ALL(null) {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.deleteAll(List.of("key"));
            }
        },
        INCR("2") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.incr("key", 1);
            }
        },
        DECR_OR_CREATE("0") {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.decr("key", 1, 7, HOUR);
            }
        },
        TOUCH(null) {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.touch("key", Ttl.ofSeconds(1));
            }
        },
        GET_AND_TOUCH(null) {
            @Override
            void on(DistributedCache cache, CasToken token) {
                cache.getAndTouch("key", Ttl.ofSeconds(1));
            }
        };

        private final @Nullable String after;

        Write(@Nullable String after) {
            this.after = after;
        }

        abstract void on(DistributedCache cache, CasToken token);
    }

    @ParameterizedTest
    @EnumSource
    void writeInFallback_isSeenByAll_onceTheCopyIsTakenAway(Write write) {
        assertSeen(write, MigrationPhase.FALLBACK);
    }

    @ParameterizedTest
    @EnumSource
    void writeInMirror_isSeenByAllWhoAreInFallback_onceTheCopyIsTakenAway(Write write) {
        assertSeen(write, MigrationPhase.MIRROR);
    }

    private static void assertSeen(Write write, MigrationPhase phase) {
        try (TwoSides sides = new TwoSides();
                FallbackCache other = FallbackCache.builder(sides.newStore, sides.oldStore)
                        .phases(PhaseSource.fixed(MigrationPhase.FALLBACK))
                        .ticker(sides.ticker)
                        .executor(Runnable::run)
                        .build()) {
            sides.cache.set("key", bytes("1"), HOUR);
            sides.moveTo(phase);
            CasToken token = Objects.requireNonNull(sides.cache.gets("key")).token();
            sides.oldCache.follow(called -> {
                if (!WRITES_OF_OLD.contains(called)) {
                    return CallFault.pass();
                }
                other.get("key");
                assertThat(sides.newStore.get("key")).as("a copy").isNotNull();
                return CallFault.loseAnswer();
            });

            assertThatThrownBy(() -> write.on(sides.cache, token)).isInstanceOf(CacheException.class);
            sides.oldCache.heal();
            sides.ticker.advance(Duration.ofSeconds(2));

            assertThat(text(sides.cache.get("key"))).as("masked").isEqualTo(write.after);
            assertThat(sides.cache.repair()).isZero();
            assertThat(text(other.get("key"))).as("by another").isEqualTo(write.after);
            assertThat(text(sides.cache.get("key"))).isEqualTo(write.after);
        }
    }
}

package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Counters: incr and decr, with and without an initial value. */
@NullUnmarked // a null where there must be none fails the test
public interface CounterContract extends ContractTopic {
    /** How often answers are lost, until a count's was among them. */
    int LOSSES = 10;

    /** A counter is an entry of digits: set makes one, get reads it, without padding. */
    @Test
    @Clause("CNT-1")
    default void counter_isAnEntryOfDigits() {
        String key = fresh("digits");
        cache().set(key, bytes("41"), LONG);

        assertThat(cache().incr(key, 1)).hasValue(42);
        assertThat(cache().get(key)).isEqualTo(bytes("42"));
        assertThat(harness().peer().incr(key, 58)).hasValue(100);
        assertThat(cache().decr(key, 1)).hasValue(99);
        assertThat(cache().get(key)).as("no padding").isEqualTo(bytes("99"));
        assertThat(cache().gets(key).value()).isEqualTo(bytes("99"));
        assertThat(cache().getAll(List.of(key)).get(key)).isEqualTo(bytes("99"));
        assertThat(cache().decr(key, 94)).hasValue(5);
        assertThat(cache().getsAll(List.of(key)).get(key).value()).isEqualTo(bytes("5"));
        assertThat(cache().incr(key, 1)).hasValue(6);
        assertThat(cache().get(key)).isEqualTo(bytes("6"));
        String made = fresh("made");
        assertThat(cache().incr(made, 1, 100, LONG)).isEqualTo(100);
        assertThat(cache().decr(made, 1)).hasValue(99);
        assertThat(cache().get(made)).isEqualTo(bytes("99"));
        String padded = fresh("padded");
        cache().set(padded, bytes("9 "), LONG);
        assertThat(cache().get(padded)).as("a value that ends in a space").isEqualTo(bytes("9 "));
    }

    /** Without an initial value nothing is created; with one, exactly it is, and later calls count. */
    @Test
    @Clause("CNT-2")
    default void counter_isCreatedByItsInitialValueOnly() {
        String key = fresh("create");

        assertThat(cache().incr(key, 5)).isEmpty();
        assertThat(cache().decr(key, 5)).isEmpty();
        assertThat(cache().get(key)).as("nothing was created").isNull();
        assertThat(cache().incr(key, 5, 100, LONG)).isEqualTo(100);
        assertThat(cache().incr(key, 5, 100, LONG)).isEqualTo(105);
        assertThat(cache().decr(key, 6, 100, LONG)).isEqualTo(99);
        assertThat(cache().get(key)).isEqualTo(bytes("99"));
        String down = fresh("down");
        assertThat(cache().decr(down, 5, 0, LONG)).isZero();
        assertThat(cache().get(down)).isEqualTo(bytes("0"));
        String top = fresh("top");
        assertThat(cache().incr(top, 1, Long.MAX_VALUE, LONG)).isEqualTo(Long.MAX_VALUE);
        assertThat(cache().get(top)).isEqualTo(bytes("9223372036854775807"));
    }

    /** Of many callers creating one counter exactly one creates it, and all others count. */
    @Test
    @Clause({"CNT-2", "CON-1"})
    default void counter_createdByManyAtOnce_losesNoCount() {
        for (int round = 0; round < 20; round++) {
            String key = fresh("race");

            List<Long> counts = Together.run(
                    8, thread -> (thread % 2 == 0 ? cache() : harness().peer()).incr(key, 1, 1, LONG));

            assertThat(counts).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            assertThat(cache().get(key)).isEqualTo(bytes("8"));
        }
    }

    /** Counting is exact over the whole range, floors at 0 and is refused beyond 2^63−1. */
    @Test
    @Clause("CNT-3")
    default void counter_isExactOverItsWholeRange() {
        String key = fresh("range");
        cache().set(key, bytes("9007199254740992"), LONG); // 2^53: the last whole double

        assertThat(cache().incr(key, 1)).hasValue(9_007_199_254_740_993L);
        assertThat(cache().decr(key, 2)).hasValue(9_007_199_254_740_991L);
        assertThat(cache().incr(key, 4_611_686_018_427_387_903L)).hasValue(4_620_693_217_682_128_894L);
        cache().set(key, bytes("9223372036854775806"), LONG);
        assertThat(cache().incr(key, 1)).hasValue(Long.MAX_VALUE);
        assertThat(cache().incr(key, 0)).hasValue(Long.MAX_VALUE);
        for (long tooMuch : new long[] {1, 2, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> cache().incr(key, tooMuch))
                    .asInstanceOf(type(CacheRejectedException.class))
                    .satisfies(refused -> {
                        assertThat(refused.reason()).isEqualTo(CacheRejectedException.Reason.COUNTER_LIMIT);
                        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    });
            assertThatThrownBy(() -> cache().incr(key, tooMuch, 1, LONG)).isInstanceOf(CacheRejectedException.class);
        }
        assertThat(cache().get(key)).as("unchanged").isEqualTo(bytes("9223372036854775807"));
        assertThat(cache().decr(key, 7)).as("still countable").hasValue(Long.MAX_VALUE - 7);
        assertThat(cache().decr(key, Long.MAX_VALUE)).as("floor").hasValue(0);
        assertThat(cache().decr(key, 1)).hasValue(0);
        assertThat(cache().decr(key, Long.MAX_VALUE, 5, LONG)).isZero();
        assertThat(cache().get(key)).isEqualTo(bytes("0"));
        assertThat(cache().incr(key, 3)).hasValue(3);
        assertThat(cache().incr(key, 0)).as("delta 0 reads").hasValue(3);
        assertThat(cache().decr(key, 0)).hasValue(3);
    }

    /** A negative delta or initial value is refused, and the counter stays. */
    @Test
    @Clause("CNT-3")
    default void counter_withNegativeDelta_isRefused() {
        String key = fresh("negative");
        cache().set(key, bytes("5"), LONG);

        for (Runnable call : List.<Runnable>of(
                () -> cache().incr(key, -1),
                () -> cache().decr(key, -1),
                () -> cache().incr(key, Long.MIN_VALUE),
                () -> cache().incr(key, -1, 1, LONG),
                () -> cache().decr(key, -1, 1, LONG),
                () -> cache().incr(key, 1, -1, LONG),
                () -> cache().decr(key, 1, -1, LONG),
                () -> cache().incr(fresh("absent"), -1))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("negative");
        }
        assertThat(cache().get(key)).isEqualTo(bytes("5"));
    }

    /** What is no counter can't be counted, and stays. */
    @Test
    @Clause("CNT-4")
    default void counter_thatIsNone_isRefused() {
        for (String text : List.of(
                "abc",
                "",
                "-5",
                "12x",
                "1.5",
                "x12",
                "9223372036854775808",
                "18446744073709551616",
                "\u0663",
                "0x1f")) {
            String key = fresh("none");
            cache().set(key, bytes(text), LONG);
            for (Runnable call : List.<Runnable>of(
                    () -> cache().incr(key, 1),
                    () -> cache().decr(key, 1),
                    () -> cache().incr(key, 1, 1, LONG),
                    () -> cache().decr(key, 1, 1, LONG))) {
                assertThatThrownBy(call::run)
                        .as("counting %s", text)
                        .asInstanceOf(type(NotACounterException.class))
                        .satisfies(refused -> {
                            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                            assertThat(refused.call().key()).isEqualTo(key);
                        });
            }
            assertThat(cache().get(key)).as("unchanged").isEqualTo(bytes(text));
        }
    }

    /** Many threads counting through two caches lose nothing and double nothing. */
    @Test
    @Clause({"CNT-5", "CON-1"})
    default void counter_countedByManyAtOnce_isExact() {
        String key = fresh("many");
        cache().set(key, bytes("1000000"), LONG);

        Together.run(16, thread -> {
            DistributedCache mine = thread % 2 == 0 ? cache() : harness().peer();
            for (int i = 0; i < 100; i++) {
                if (thread % 4 == 3) {
                    mine.decr(key, 2);
                } else {
                    mine.incr(key, 3, 1, LONG);
                }
            }
            return thread;
        });

        assertThat(cache().get(key)).isEqualTo(bytes(Long.toString(1_000_000 + 12 * 300 - 4 * 200)));
    }

    /** While answers are being lost, every increment is counted once, or not at all and reported so. */
    @Test
    @Clause("CNT-5")
    default void counter_whileAnswersAreLost_neverDoubles() {
        if (!harness().faults().contains(Fault.LOSE_ANSWERS)) {
            assertThat(harness().faults())
                    .as("a cache with a server can lose answers")
                    .isEmpty();
            return;
        }
        String key = fresh("lost");
        cache().set(key, bytes("0"), LONG);

        List<Tally> tallies = new ArrayList<>();
        for (int i = 0; i < LOSSES && tallies.stream().allMatch(tally -> tally.unknown == 0); i++) {
            tallies.addAll(countedWhileAnswersAreLost(key));
            assertCounted(key, tallies);
        }

        assertThat(tallies).as("some answers were lost").anyMatch(tally -> tally.unknown > 0);
    }

    /** The first answer that is lost may be another's than a count's; after it all are refused, and nothing is sent. */
    private List<Tally> countedWhileAnswersAreLost(String key) {
        harness().cause(Fault.LOSE_ANSWERS);
        try {
            return Together.run(4, thread -> {
                Tally tally = new Tally();
                for (int i = 0; i < 25; i++) {
                    tally.count(cache(), key);
                }
                return tally;
            });
        } finally {
            harness().heal();
        }
    }

    /** While the counter moves to another server, every increment is counted once, or not at all and reported so. */
    @Test
    @Clause("CNT-5")
    default void counter_whileItMovesToAnotherServer_losesAndDoublesNothing() {
        String key = fresh("moving");
        cache().set(key, bytes("0"), LONG);
        AtomicBoolean moved = new AtomicBoolean();

        List<Tally> tallies = Together.run(5, thread -> {
            Tally tally = new Tally();
            if (thread == 0) {
                try {
                    harness().relocate(key);
                } finally {
                    moved.set(true);
                }
                return tally;
            }
            DistributedCache mine = thread % 2 == 0 ? cache() : harness().peer();
            for (int i = 0; i < 25 || !moved.get(); i++) {
                if (!tally.count(mine, key)) {
                    harness().advance(Duration.ofMillis(1));
                }
            }
            return tally;
        });

        assertCounted(key, tallies);
        assertThat(Patiently.answer(harness(), () -> harness().peer().get(key)))
                .as("as the other process sees it")
                .isEqualTo(cache().get(key));
    }

    private void assertCounted(String key, List<Tally> tallies) {
        long acknowledged =
                tallies.stream().mapToLong(tally -> tally.acknowledged).sum();
        long unknown = tallies.stream().mapToLong(tally -> tally.unknown).sum();
        long counted = Patiently.answer(harness(), () -> cache().incr(key, 0)).orElse(-1);
        assertThat(counted).isBetween(acknowledged, acknowledged + unknown);
    }

    /** What one thread has counted. */
    final class Tally {
        private long acknowledged;
        private long unknown;

        private Tally() {}

        /** Counts one, if it can. */
        private boolean count(DistributedCache cache, String key) {
            try {
                assertThat(cache.incr(key, 1)).isPresent();
                acknowledged++;
                return true;
            } catch (CacheTransientException e) {
                unknown += e.outcome() == Outcome.UNKNOWN ? 1 : 0;
                return false;
            }
        }
    }

    /** The failures of counters are cache exceptions and never bare client ones. */
    @Test
    @Clause("CNT-4")
    default void counter_failures_nameOperationAndEndpoint() {
        String key = fresh("named");
        cache().set(key, bytes("s3cr3t"), LONG);

        assertThatThrownBy(() -> cache().incr(key, 1))
                .asInstanceOf(type(CacheException.class))
                .satisfies(failure -> {
                    assertThat(failure.call().operation().verb()).isEqualTo("incr");
                    assertThat(failure.call().endpoint()).isNotBlank();
                    assertThat(failure.getMessage()).contains("incr").doesNotContain("s3cr3t");
                });
    }
}

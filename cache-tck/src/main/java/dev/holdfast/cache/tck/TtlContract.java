package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Time to live: never early, never long after, moved by what moves it and by nothing else. */
@NullUnmarked // a null where there must be none fails the test
public interface TtlContract extends ContractTopic {
    /** Whether the cache declares a capability. */
    private boolean can(Capability capability) {
        return cache().capabilities().contains(capability);
    }

    /** Every write gives the TTL passed, and the entry lives that long and no longer. */
    @Test
    @Clause({"TTL-1", "TTL-3"})
    default void ttl_givenByEveryWrite_isKept() {
        Lifetimes lifetimes = new Lifetimes(harness());
        for (int millis : new int[] {1, 20, 300, 999, 1_000, 1_001, 1_500}) {
            String key = fresh("set" + millis);
            lifetimes.after(key, Duration.ofMillis(millis), () -> cache().set(key, bytes("v"), Ttl.ofMillis(millis)));
        }
        Duration ttl = Duration.ofMillis(700);
        Ttl given = Ttl.of(ttl);
        String added = fresh("add");
        lifetimes.after(
                added,
                ttl,
                () -> assertThat(cache().add(added, bytes("v"), given)).isTrue());
        String bulk = fresh("setAll");
        lifetimes.after(bulk, ttl, () -> cache().setAll(Map.of(bulk, bytes("v")), given));
        String shortened = longLived("set over");
        lifetimes.after(shortened, ttl, () -> cache().set(shortened, bytes("w"), given));
        String replaced = longLived("replace");
        lifetimes.after(
                replaced,
                ttl,
                () -> assertThat(cache().replace(replaced, bytes("w"), given)).isTrue());
        String swapped = longLived("cas");
        lifetimes.after(
                swapped,
                ttl,
                () -> cache().cas(swapped, bytes("w"), cache().gets(swapped).token(), given));
        String created = fresh("incr");
        lifetimes.after(created, ttl, () -> cache().incr(created, 1, 5, given));
        String createdByDecr = fresh("decr");
        lifetimes.after(createdByDecr, ttl, () -> cache().decr(createdByDecr, 1, 5, given));

        lifetimes.assertNoneEarlyNoneLate(() -> {});
    }

    /** Counting and reading leave an entry's TTL where it was. */
    @Test
    @Clause({"TTL-3", "CNT-2"})
    default void ttl_afterCountingAndReading_isWhereItWas() {
        Duration ttl = Duration.ofMillis(900);
        String counter = fresh("counter");
        String set = fresh("set counter");
        String read = fresh("read");
        Lifetimes lifetimes = new Lifetimes(harness())
                .after(counter, ttl, () -> cache().incr(counter, 1, 5, Ttl.of(ttl)))
                .after(set, ttl, () -> cache().set(set, bytes("100"), Ttl.of(ttl)))
                .after(read, ttl, () -> cache().set(read, bytes("v"), Ttl.of(ttl)));

        lifetimes.assertNoneEarlyNoneLate(() -> {
            cache().incr(counter, 1);
            cache().decr(counter, 1);
            cache().incr(set, 1);
            cache().decr(set, 1);
            cache().gets(read);
            cache().getAll(List.of(read, counter, set));
        });

        assertThat(cache().incr(counter, 1)).as("counting creates nothing").isEmpty();
        assertThat(cache().get(counter)).isNull();
    }

    /** A touch moves the end of an entry out and in, and tells whether there was one. */
    @Test
    @Clause("TTL-3")
    default void touch_movesTheTtl() {
        if (!can(Capability.TOUCH)) {
            assertUnsupported(Capability.TOUCH, () -> cache().touch(fresh("touch"), LONG));
            return;
        }
        Lifetimes lifetimes = new Lifetimes(harness());
        String later = fresh("later");
        cache().set(later, bytes("v"), Ttl.ofMillis(900));
        lifetimes.after(
                later,
                Duration.ofMillis(1_800),
                () -> assertThat(cache().touch(later, Ttl.ofMillis(1_800))).isTrue());
        String sooner = longLived("sooner");
        lifetimes.after(
                sooner,
                Duration.ofMillis(600),
                () -> assertThat(cache().touch(sooner, Ttl.ofMillis(600))).isTrue());

        lifetimes.assertNoneEarlyNoneLate(() -> {});

        assertThat(cache().touch(sooner, LONG)).as("expired").isFalse();
        assertThat(cache().touch(fresh("absent"), LONG)).as("absent").isFalse();
        String kept = longLived("kept");
        assertThat(cache().touch(kept, Ttl.forever())).isTrue();
        assertThat(cache().get(kept)).isEqualTo(bytes("v"));
    }

    /** A read with touch answers the value and moves the end of the entry. */
    @Test
    @Clause("TTL-3")
    default void getAndTouch_readsAndMovesTheTtl() {
        if (!can(Capability.GET_AND_TOUCH)) {
            assertUnsupported(Capability.GET_AND_TOUCH, () -> cache().getAndTouch(fresh("touch"), LONG));
            return;
        }
        String key = longLived("getAndTouch");
        new Lifetimes(harness())
                .after(
                        key,
                        Duration.ofMillis(600),
                        () -> assertThat(cache().getAndTouch(key, Ttl.ofMillis(600)))
                                .isEqualTo(bytes("v")))
                .assertNoneEarlyNoneLate(() -> {});

        assertThat(cache().getAndTouch(key, LONG)).as("expired").isNull();
        byte[] own = cache().getAndTouch(longLived("own"), LONG);
        own[0] = 'X';
        assertThat(own).isEqualTo(bytes("X"));
    }

    /** An expired entry is as absent to every operation as one never stored. */
    @Test
    @Clause({"TTL-1", "SET-1", "CAS-1"})
    default void entry_thatHasExpired_isAbsentToEveryOperation() {
        List<String> keys = Operations.keys(fresh("expired"), 6);
        for (String key : keys) {
            cache().set(key, bytes("1"), Ttl.ofMillis(100));
        }
        harness().advance(Duration.ofMillis(101).plus(harness().expiryResolution()));

        assertThat(cache().getAll(keys)).isEmpty();
        assertThat(cache().gets(keys.get(0))).isNull();
        assertThat(cache().replace(keys.get(1), bytes("2"), LONG)).isFalse();
        assertThat(cache().add(keys.get(2), bytes("2"), LONG)).isTrue();
        assertThat(cache().delete(keys.get(3))).isFalse();
        assertThat(cache().incr(keys.get(4), 1)).isEmpty();
        assertThat(cache().incr(keys.get(5), 1, 7, LONG)).isEqualTo(7);
        assertThat(cache().get(keys.get(2))).isEqualTo(bytes("2"));
    }

    /** Long durations and no expiry are kept as such, without wrapping. */
    @Test
    @Clause("TTL-2")
    default void ttl_longOrForever_doesNotWrap() {
        for (Ttl ttl : List.of(
                Ttl.of(Duration.ofDays(29)),
                Ttl.of(Duration.ofDays(30)),
                Ttl.of(Duration.ofDays(30).plusSeconds(1)),
                Ttl.of(Duration.ofDays(400)),
                Ttl.of(Duration.ofDays(100 * 365)),
                Ttl.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                Ttl.forever())) {
            String key = fresh("long");
            cache().set(key, bytes("1"), ttl);
            String counter = fresh("long counter");
            cache().incr(counter, 1, 1, ttl);

            harness().advance(Duration.ofMillis(10));

            assertThat(cache().get(key)).as("stored for %s", ttl).isEqualTo(bytes("1"));
            assertThat(cache().get(counter)).as("counter for %s", ttl).isEqualTo(bytes("1"));
            if (can(Capability.TTL_READ)) {
                Ttl left = cache().ttl(key);
                assertThat(left).isNotNull();
                assertThat(left.isForever() || left.duration().compareTo(Duration.ofDays(28)) > 0)
                        .as("%s left of %s", left, ttl)
                        .isTrue();
                assertThat(left.isForever()).as("%s left of %s", left, ttl).isIn(ttl.isForever(), isVeryLong(ttl));
            }
        }
    }

    private static boolean isVeryLong(Ttl ttl) {
        return ttl.isForever() || ttl.duration().compareTo(Duration.ofDays(10_000)) > 0;
    }

    /** There is no TTL of zero or less. */
    @Test
    @Clause("TTL-2")
    default void ttl_zeroOrNegative_cannotBeMade() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            assertThatThrownBy(() -> Ttl.of(none)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Ttl.ofSeconds(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ttl.ofMillis(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** What is left of a TTL is told, shrinks, and is never more than was given. */
    @Test
    @Clause("TTL-4")
    default void ttl_read_tellsWhatIsLeft() {
        String key = fresh("left");
        if (!can(Capability.TTL_READ)) {
            assertUnsupported(Capability.TTL_READ, () -> cache().ttl(key));
            return;
        }
        Duration slack = harness().expiryResolution().plusSeconds(1);
        long began = harness().nanoTime();
        cache().set(key, bytes("v"), Ttl.ofSeconds(100));

        Ttl left = cache().ttl(key);
        Duration elapsed = Duration.ofNanos(harness().nanoTime() - began);

        assertThat(left.duration()).isLessThanOrEqualTo(Duration.ofSeconds(100));
        assertThat(left.duration())
                .isGreaterThanOrEqualTo(Duration.ofSeconds(100).minus(elapsed).minus(slack));
        harness().advance(Duration.ofMillis(2_500));
        assertThat(cache().ttl(key).duration())
                .isLessThan(Duration.ofSeconds(98).plus(harness().expiryResolution()));
        assertThat(cache().ttl(fresh("absent"))).isNull();
        String forever = fresh("forever");
        cache().set(forever, bytes("v"), Ttl.forever());
        assertThat(cache().ttl(forever)).isEqualTo(Ttl.forever());
        String counter = fresh("counter");
        cache().incr(counter, 1, 1, Ttl.ofSeconds(50));
        cache().incr(counter, 1);
        assertThat(cache().ttl(counter).duration()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(50));
    }

    private String longLived(String name) {
        String key = fresh(name);
        cache().set(key, bytes("v"), LONG);
        return key;
    }

    private static void assertUnsupported(Capability capability, Runnable call) {
        assertThatThrownBy(call::run)
                .asInstanceOf(type(UnsupportedCacheOperationException.class))
                .satisfies(refused -> assertThat(refused.capability()).isEqualTo(capability));
    }
}

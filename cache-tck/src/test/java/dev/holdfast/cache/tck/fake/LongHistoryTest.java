package dev.holdfast.cache.tck.fake;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Histories of thousands of calls a key, of servers that fail, and of caches that promise less. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LongHistoryTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final EntryRules RULES = EntryRules.strict().withCasByValue().withoutLateWrites();

    private final History history = new History();
    private final MapCache map = new MapCache();
    private final FaultyCache faulty = new FaultyCache(map);
    private final DistributedCache a = history.of("A", faulty);
    private final DistributedCache b = history.of("B", faulty);

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private void fits(EntryRules rules) {
        assertThatCode(() -> history.check(rules)).doesNotThrowAnyException();
    }

    private String violation(EntryRules rules) {
        return assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.check(rules))
                .actual()
                .getMessage();
    }

    private void lost(Runnable call) {
        faulty.inject(CallFault.loseAnswer());
        assertThat(catchThrowable(call::run)).isNotNull();
        faulty.heal();
    }

    /** Never sent, and its caller does not know. */
    private void neverSent(Runnable call) {
        faulty.inject(CallFault.hang());
        assertThat(catchThrowable(call::run)).isNotNull();
        faulty.heal();
    }

    /** Six threads call a key of each kind, through a cache in which a fault may be planted; answers are lost at times. */
    private History played(UnaryOperator<DistributedCache> plant) throws Exception {
        History all = History.timed();
        DistributedCache shared = plant.apply(new Forgetful(map));
        ExecutorService threads = Executors.newFixedThreadPool(6);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            ends.add(threads.submit(() -> play(all.of("P" + number % 2, shared), number)));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        threads.shutdown();
        return all;
    }

    private static void play(DistributedCache cache, int number) {
        Random random = new Random(number);
        for (int i = 0; i < 2_000; i++) {
            byte[] value = bytes(number + "." + i);
            try {
                switch (random.nextInt(9)) {
                    case 0 -> cache.set("value", value, HOUR);
                    case 1 -> cache.delete("value");
                    case 2, 3 -> cache.get("value");
                    case 4 -> cache.incr("count", 1, 1, HOUR);
                    case 5 -> cache.incr("count", 2);
                    case 6 -> cache.add("guard", value, HOUR);
                    case 7 -> cache.getAll(List.of("value", "count"));
                    default -> change(cache, value);
                }
            } catch (CacheTimeoutException e) {
                assertThat(e).hasMessageContaining("the answer is lost");
            }
        }
    }

    private static void change(DistributedCache cache, byte[] value) {
        Versioned seen = cache.gets("guard");
        if (seen != null) {
            cache.cas("guard", value, seen.token(), HOUR);
        }
    }

    /** Of every hundred counts one loses its answer. */
    private static final class Forgetful extends ForwardingCache {
        private final AtomicInteger counts = new AtomicInteger();

        private Forgetful(DistributedCache cache) {
            super(cache);
        }

        @Override
        public long incr(String key, long delta, long initial, Ttl ttl) {
            long count = super.incr(key, delta, initial, ttl);
            if (counts.incrementAndGet() % 100 == 0) {
                throw new CacheTimeoutException(
                        FailedCall.unsent(Operation.INCR, key, null), Outcome.UNKNOWN, "the answer is lost", null);
            }
            return count;
        }
    }

    @Test
    void check_thousandsOfCalls_ofASoundCache_fit() throws Exception {
        History all = played(UnaryOperator.identity());

        assertThatCode(() -> all.check(RULES)).doesNotThrowAnyException();
        assertThatCode(() -> all.checkWritesAreRead(RULES, "value"::equals)).doesNotThrowAnyException();
        assertThat(all.eventsOf("count")).hasSizeGreaterThan(3_000);
    }

    @Test
    void check_thousandsOfCalls_oneCountLost_isFound() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        History all = played(cache -> new ForwardingCache(cache) {
            @Override
            public long incr(String key, long delta, long initial, Ttl ttl) {
                return calls.incrementAndGet() == 750
                        ? super.incr(key, 0, initial, ttl) + delta
                        : super.incr(key, delta, initial, ttl);
            }
        });

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all.check(RULES))
                .withMessageContaining("'count'")
                .withMessageContaining("those about it");
    }

    @Test
    void check_thousandsOfCalls_oneReadTooOld_isFound() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        History all = played(cache -> new ForwardingCache(cache) {
            private volatile byte[] old;

            @Override
            public byte[] get(String key) {
                byte[] value = super.get(key);
                int call = calls.incrementAndGet();
                old = call < 1_000 && value != null ? value : old;
                return call == 1_500 ? old : value;
            }
        });

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> all.check(RULES));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> all.checkWritesAreRead(RULES, "value"::equals))
                .withMessageContaining("older than what was acknowledged");
    }

    @Test
    void check_manyCountsOfUnknownOutcome_fitAnySumOfThem_andNoMore() {
        a.incr("n", 1, 0, HOUR);
        for (int i = 0; i < 20; i++) {
            lost(() -> a.incr("n", 1));
            neverSent(() -> b.incr("n", 1));
            neverSent(() -> b.incr("n", 5));
        }
        a.get("n");
        fits(RULES);

        map.incr("n", 120);
        a.get("n");
        fits(RULES);

        map.incr("n", 1);
        a.get("n");
        assertThat(violation(RULES)).contains("get → '141'");
    }

    @Test
    void check_writeThatLandsLate_fitsOnlyWhereThatIsAllowed() {
        neverSent(() -> a.set("k", bytes("late"), HOUR));
        a.set("k", bytes("new"), HOUR);
        map.set("k", bytes("late"), HOUR);
        b.get("k");

        fits(EntryRules.strict().withCasByValue());
        assertThat(violation(RULES)).contains("get → 'late', but the entry is 'new'");
        a.get("k");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkOwnWritesAreRead(RULES, k -> true))
                .withMessageContaining("A  set 'new'");
    }

    @Test
    void check_writeOfAnotherActor_mayLandLate() {
        neverSent(() -> b.set("k", bytes("late"), HOUR));
        a.set("k", bytes("new"), HOUR);
        map.set("k", bytes("late"), HOUR);
        a.get("k");

        fits(RULES);
        assertThatCode(() -> history.checkWritesAreRead(RULES, k -> true)).doesNotThrowAnyException();
    }

    @Test
    void mayDisagree_thousandsOfWritesThatNobodyReadAfterwards_takeNoTime() {
        long from = history.now();
        for (int i = 0; i < 4_000; i++) {
            a.set("k", bytes("a" + i), HOUR);
            b.get("k");
            b.setAll(Map.of("k", bytes("b" + i)), HOUR);
            a.getAll(List.of("k"));
        }
        history.mayDisagree("k"::equals, from, history.now());
        a.set("k", bytes("after"), HOUR);
        b.get("k");

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> fits(RULES));
        map.set("k", bytes("a17"), HOUR);
        b.get("k");
        assertThat(violation(RULES)).contains("get → 'a17'");
    }

    @Test
    void check_bulkWritesOfUnknownOutcome_areToldApart() {
        lost(() -> a.setAll(Map.of("k", bytes("one")), HOUR));
        lost(() -> a.setAll(Map.of("k", bytes("two")), HOUR));
        b.get("k");

        fits(RULES);
    }

    @Test
    void checkWritesAreRead_nothingReadThoughNobodyRemovedIt_isFound() {
        a.set("k", bytes("v"), HOUR);
        map.delete("k");
        b.get("k");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkWritesAreRead(RULES, k -> true))
                .withMessageContaining("nobody had removed it");
        assertThatCode(() -> history.checkWritesAreRead(RULES.withLoss(), k -> true))
                .doesNotThrowAnyException();
    }

    @Test
    void checkWritesAreRead_nothingReadAfterItMayHaveBeenRemoved_isFine() {
        a.set("deleted", bytes("v"), HOUR);
        b.delete("deleted");
        a.get("deleted");
        a.set("lost", bytes("v"), HOUR);
        history.emptied(() -> map.delete("lost"));
        b.get("lost");

        assertThatCode(() -> history.checkWritesAreRead(RULES, k -> true)).doesNotThrowAnyException();
    }

    @Test
    void emptied_everythingIsGone_andStaysSo() {
        a.set("k", bytes("v"), HOUR);
        history.emptied(() -> map.delete("k"));
        a.get("k");
        fits(RULES);

        map.set("k", bytes("v"), HOUR);
        a.get("k");
        assertThat(violation(RULES)).contains("server  loses all");
    }

    @Test
    void partlyEmptied_mayOrMayNotBeGone_butNotLater() {
        a.set("gone", bytes("v"), HOUR);
        a.set("kept", bytes("v"), HOUR);
        history.partlyEmptied(() -> map.delete("gone"));
        a.getAll(List.of("gone", "kept"));
        fits(RULES);

        map.delete("kept");
        a.get("kept");
        assertThat(violation(RULES)).contains("'kept'").contains("get → absent, but the entry is 'v'");
    }

    @Test
    void mayForget_whatWasAcknowledgedMeanwhile_mayBeLost() {
        a.set("k", bytes("before"), HOUR);
        a.incr("n", 1, 10, HOUR);
        long from = history.now();
        a.set("k", bytes("meanwhile"), HOUR);
        b.delete("k");
        a.incr("n", 1);
        map.set("k", bytes("before"), HOUR);
        map.set("n", bytes("10"), HOUR);
        b.get("k");
        history.mayForget(from, history.now());
        a.get("k");
        a.incr("n", 1);

        fits(RULES);
        assertThatCode(() -> history.checkWritesAreRead(RULES, "k"::equals)).doesNotThrowAnyException();
    }

    @Test
    void mayForget_whatWasAcknowledgedBefore_mayNot() {
        a.set("k", bytes("old"), HOUR);
        a.set("k", bytes("before"), HOUR);
        long from = history.now();
        a.set("k", bytes("meanwhile"), HOUR);
        history.mayForget(from, history.now());
        map.set("k", bytes("old"), HOUR);
        a.get("k");

        assertThat(violation(RULES)).contains("get → 'old'");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkWritesAreRead(RULES, k -> true))
                .withMessageContaining("set 'before'");
    }

    @Test
    void mayForget_countsDoubledMeanwhile_areFound() {
        a.incr("n", 1, 10, HOUR);
        long from = history.now();
        a.incr("n", 1);
        a.incr("n", 1);
        history.mayForget(from, history.now());
        map.incr("n", 1);
        a.get("n");

        assertThat(violation(RULES)).contains("get → '13'");
    }

    @Test
    void mayDisagree_eachActorMeanwhileIsAnsweredByItself_andAllByOneAfterwards() {
        a.set("k", bytes("before"), HOUR);
        long from = history.now();
        DistributedCache alone = history.of("A", new MapCache());
        alone.get("k");
        alone.set("k", bytes("alone"), HOUR);
        b.get("k");
        map.delete("k");
        history.mayDisagree(key -> true, from, history.now());
        a.get("k");
        b.get("k");
        fits(RULES);
        assertThatCode(() -> history.checkWritesAreRead(RULES, k -> true)).doesNotThrowAnyException();

        map.set("k", bytes("before"), HOUR);
        b.get("k");
        assertThat(violation(RULES)).contains("get → 'before'");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkWritesAreRead(RULES, k -> true))
                .withMessageContaining("set 'alone'");
    }

    @Test
    void checkOwnWritesAreRead_ofOthers_doNotCount() {
        a.set("k", bytes("one"), HOUR);
        b.set("k", bytes("two"), HOUR);
        map.set("k", bytes("one"), HOUR);
        a.get("k");
        assertThatCode(() -> history.checkOwnWritesAreRead(RULES, k -> true)).doesNotThrowAnyException();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> history.checkWritesAreRead(RULES, k -> true));

        b.get("k");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkOwnWritesAreRead(RULES, k -> true))
                .withMessageContaining("B  set 'two'");
    }

    @Test
    void checkWritesAreRead_valueThatNobodyWrote_isFound() {
        faulty.inject(CallFault.failBefore());
        assertThat(catchThrowable(() -> a.set("k", bytes("refused"), HOUR))).isNotNull();
        faulty.heal();
        map.set("k", bytes("refused"), HOUR);
        a.get("k");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.checkWritesAreRead(RULES, k -> true))
                .withMessageContaining("nobody wrote what was read");
    }

    @Test
    void cas_byValue_needsNoVersion() {
        a.set("k", bytes("one"), HOUR);
        Versioned seen = a.gets("k");
        a.cas("k", bytes("two"), seen.token(), HOUR);
        b.cas("k", bytes("three"), seen.token(), HOUR);
        b.delete("k", seen.token());

        fits(RULES);
    }
}

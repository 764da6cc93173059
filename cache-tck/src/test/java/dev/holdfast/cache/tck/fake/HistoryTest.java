package dev.holdfast.cache.tck.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What {@link History} takes for possible and what not, call by call; under many actors see PlantedFaultsTest. */
class HistoryTest {
    private static final byte[] V1 = {'1'};
    private static final byte[] V2 = {'2'};
    private static final Ttl MINUTE = Ttl.ofMinutes(1);

    private final History history = new History();
    private final MapCache map = new MapCache();
    private final FaultyCache faulty = new FaultyCache(map);
    private final DistributedCache cache = history.of("A", faulty);

    private String violation(EntryRules rules) {
        return assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> history.check(rules))
                .actual()
                .getMessage();
    }

    private void fits(EntryRules rules) {
        assertThatCode(() -> history.check(rules)).doesNotThrowAnyException();
    }

    @Test
    void check_everyOperationOfASoundCache_fits() {
        cache.set("k", V1, MINUTE);
        cache.add("k", V2, MINUTE);
        Versioned seen = cache.gets("k");
        cache.cas("k", V2, seen.token(), MINUTE);
        cache.cas("k", V1, seen.token(), MINUTE);
        cache.incr("k", 5);
        cache.decr("k", 100);
        cache.incr("k", 1, 9, MINUTE);
        cache.decr("other", 1, 9, MINUTE);
        cache.touch("k", MINUTE);
        cache.getAndTouch("k", MINUTE);
        cache.replace("k", "text".getBytes(UTF_8), MINUTE);
        assertThat(catchThrowable(() -> cache.incr("k", 1))).isNotNull();
        cache.delete("k", cache.getsAll(List.of("k", "none")).get("k").token());
        cache.delete("k", seen.token());
        cache.incr("k", 1);
        cache.replace("k", V1, MINUTE);
        cache.setAll(Map.of("k", V1, "l", V2), Ttl.forever());
        cache.getAll(List.of("k", "l", "none"));
        cache.ttl("k");
        cache.deleteAll(List.of("k", "l"));
        cache.get("k");
        cache.delete("k");

        fits(EntryRules.strict());
        assertThat(history.toString())
                .contains("A  set '1' for PT1M → done", "A  cas '1' for PT1M → CHANGED", "A  incr 1 → not a counter");
    }

    /** A cache that tells lies. */
    private DistributedCache lying(DistributedCache truth) {
        return history.of("A", new ForwardingCache(truth) {
            @Override
            public boolean delete(String key) {
                return !super.delete(key);
            }

            @Override
            public long incr(String key, long delta, long initial, Ttl ttl) {
                return super.incr(key, delta, initial, ttl) + 1;
            }

            @Override
            public boolean touch(String key, Ttl ttl) {
                return !super.touch(key, ttl);
            }

            @Override
            public Ttl ttl(String key) {
                return MINUTE;
            }

            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                super.set(key, value, ttl);
                return CasOutcome.STORED;
            }
        });
    }

    @Test
    void check_wrongAnswers_doNotFit() {
        DistributedCache liar = lying(map);
        liar.delete("delete");
        liar.incr("incr", 1, 1, MINUTE);
        liar.touch("touch", MINUTE);
        liar.set("ttl", V1, Ttl.forever());
        liar.ttl("ttl");

        for (String key : List.of("delete", "incr", "touch", "ttl")) {
            assertThat(Linearization.violation(key, history.eventsOf(key), EntryRules.strict()))
                    .as(key)
                    .isNotNull();
        }
    }

    @Test
    void check_staleRead_tellsWhyNoOrderFits() {
        history.given("k", V1, MINUTE);
        map.set("k", V1, MINUTE);
        cache.get("k");
        cache.set("k", V2, MINUTE);
        map.set("k", V1, MINUTE);
        cache.get("k");

        assertThat(violation(EntryRules.strict())).isEqualTo("""
                        no single cache could have answered so for 'k', in whatever order:
                          1–2  before  set '1' → done
                          5–6  A  set '2' for PT1M → done
                          7–8  A  get → '1'
                        one order goes furthest:
                          1–2  before  set '1' → done
                          5–6  A  set '2' for PT1M → done
                        but then none can be next:
                          7–8  A  get → '1', but the entry is '2', so it would be '2'""");
    }

    @Test
    void check_entryThatVanishes_fitsOnlyWithLoss() {
        cache.set("k", V1, MINUTE);
        map.delete("k");
        cache.get("k");

        assertThat(violation(EntryRules.strict())).contains("get → absent, but the entry is '1'");
        fits(EntryRules.strict().withLoss());
    }

    @Test
    void check_entryThatComesBack_fitsNeverWithLoss() {
        cache.set("k", V1, MINUTE);
        map.delete("k");
        cache.get("k");
        map.set("k", V1, MINUTE);
        cache.get("k");

        assertThat(violation(EntryRules.strict().withLoss())).contains("get → '1', but there is no entry");
    }

    @Test
    void check_entryPastItsDeadline_fitsOnlyWithLeeway() {
        cache.set("k", V1, MINUTE);
        history.passes(Duration.ofSeconds(61), () -> {});
        cache.get("k");

        assertThat(violation(EntryRules.strict())).contains("there is no entry, so it would be absent");
        fits(EntryRules.strict().withExpiry(Duration.ZERO, Duration.ofSeconds(2)));
    }

    @Test
    void check_entryGoneBeforeItsDeadline_fitsOnlyWithLeeway() {
        cache.set("k", V1, MINUTE);
        history.passes(Duration.ofMillis(59_500), () -> map.delete("k"));
        cache.get("k");

        violation(EntryRules.strict());
        violation(EntryRules.strict().withExpiry(Duration.ofMillis(499), Duration.ZERO));
        fits(EntryRules.strict().withExpiry(Duration.ofMillis(500), Duration.ZERO));
    }

    @Test
    void check_countAndTouch_keepAndMoveTheDeadline() {
        cache.set("counted", V1, MINUTE);
        cache.set("touched", V1, MINUTE);
        history.passes(Duration.ofSeconds(40), () -> {});
        cache.incr("counted", 1);
        cache.touch("touched", MINUTE);
        history.passes(Duration.ofSeconds(40), () -> map.delete("counted"));
        cache.get("counted");
        cache.get("touched");

        fits(EntryRules.strict());
    }

    @Test
    void check_falseChange_fitsOnlyWithLeeway() {
        cache.set("k", V1, MINUTE);
        Versioned seen = cache.gets("k");
        map.set("k", V1.clone(), MINUTE);
        cache.cas("k", V2, seen.token(), MINUTE);
        cache.get("k");

        assertThat(violation(EntryRules.strict())).contains("cas '2' for PT1M → CHANGED");
        fits(EntryRules.strict().withFalseChanges());
    }

    @Test
    void check_falseChange_fitsWhileTokensMayBeRefused_andNotAfterwards() {
        cache.set("k", V1, MINUTE);
        Versioned seen = cache.gets("k");
        map.set("k", V1.clone(), MINUTE);
        long from = history.now();
        cache.cas("k", V2, seen.token(), MINUTE);
        history.mayRefuseTokens(from, history.now());
        fits(EntryRules.strict());

        cache.cas("k", V2, seen.token(), MINUTE);

        assertThat(violation(EntryRules.strict())).contains("cas '2' for PT1M → CHANGED");
    }

    @Test
    void check_loss_fitsWhileEntriesMayVanish_andNotAfterwards() {
        cache.set("k", V1, MINUTE);
        long from = history.now();
        map.delete("k");
        cache.get("k");
        cache.set("k", V2, MINUTE);
        map.delete("k");
        cache.get("k");
        cache.set("k", V2, MINUTE);
        history.mayVanish(k -> true, from, history.now());
        fits(EntryRules.strict());

        cache.get("k"); // while the time ends
        cache.get("k");
        map.delete("k");
        cache.get("k");

        assertThat(violation(EntryRules.strict())).contains("get → ", "but the entry is '2'");
    }

    @Test
    void check_tokenUsedAfterARewriteWithEqualBytes_fitsOnlyByValue() {
        DistributedCache liar = lying(map);
        liar.set("k", V1, MINUTE);
        Versioned seen = liar.gets("k");
        liar.set("k", V1, MINUTE);
        liar.cas("k", V2, seen.token(), MINUTE);

        assertThat(violation(EntryRules.strict())).contains("cas '2' for PT1M → STORED, but the entry is '1'");
        fits(EntryRules.strict().withCasByValue());
    }

    @Test
    void check_unknownOutcome_fitsBothWaysAndLater() {
        cache.set("done", V1, MINUTE);
        cache.set("not", V1, MINUTE);
        faulty.inject(CallFault.loseAnswer());
        assertThat(catchThrowable(() -> cache.set("done", V2, MINUTE))).isNotNull();
        faulty.heal();
        map.reached.set(0);
        faulty.inject(CallFault.hang());
        assertThat(catchThrowable(() -> cache.setAll(Map.of("not", V2), MINUTE)))
                .isNotNull();
        faulty.heal();
        cache.get("not");
        cache.get("done");
        fits(EntryRules.strict());

        map.set("not", V2, MINUTE);
        cache.get("not");
        fits(EntryRules.strict());

        map.set("not", V1, MINUTE);
        cache.get("not");
        assertThat(violation(EntryRules.strict()))
                .contains("'not'")
                .contains("setAll for PT1M → CacheTimeoutException, UNKNOWN");
    }

    @Test
    void check_processThatDies_mayHaveWrittenOrNot() {
        DistributedCache dying = history.of("B", new ForwardingCache(map) {
            @Override
            public void set(String key, byte[] value, Ttl ttl) {
                if (!key.equals("before")) {
                    super.set(key, value, ttl);
                }
                throw new AssertionError("killed");
            }

            @Override
            public void deleteAll(Collection<String> keys) {
                throw new AssertionError("killed");
            }
        });
        assertThat(catchThrowable(() -> dying.set("before", V1, MINUTE))).isNotNull();
        assertThat(catchThrowable(() -> dying.set("after", V1, MINUTE))).isNotNull();
        assertThat(catchThrowable(() -> dying.deleteAll(List.of("after")))).isNotNull();
        cache.getAll(List.of("before", "after"));

        fits(EntryRules.strict());
        assertThat(history.toString()).contains("set '1' for PT1M → AssertionError: killed");
    }

    @Test
    void check_certainlyNotApplied_didNotHappen() {
        cache.set("k", V1, MINUTE);
        faulty.inject(CallFault.failBefore());
        assertThat(catchThrowable(() -> cache.set("k", V2, MINUTE))).isNotNull();
        assertThat(catchThrowable(() -> cache.getAll(List.of("k")))).isNotNull();
        faulty.heal();
        cache.get("k");
        fits(EntryRules.strict());

        map.set("k", V2, MINUTE);
        cache.get("k");
        assertThat(violation(EntryRules.strict())).contains("get → '2'");
    }

    @Test
    void check_bulkThatFailedForSomeKeys_countsTheOthers() {
        faulty.inject(CallFault.failKeys("bad"::equals));
        assertThat(catchThrowable(() -> cache.setAll(Map.of("good", V1, "bad", V1), MINUTE)))
                .isNotNull();
        assertThat(catchThrowable(() -> cache.getsAll(List.of("good", "bad")))).isNotNull();
        assertThat(catchThrowable(() -> cache.getAll(List.of("good", "bad")))).isNotNull();
        assertThat(catchThrowable(() -> cache.deleteAll(List.of("good", "bad"))))
                .isNotNull();
        faulty.heal();
        cache.get("good");
        cache.get("bad");

        fits(EntryRules.strict());
        assertThat(history.eventsOf("good")).hasSize(5);
        assertThat(history.eventsOf("bad")).hasSize(1);
    }

    @Test
    void check_threadsThatReallyRunAtOnce_fit() throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = List.of(counting("B", start), counting("C", start), counting("D", start));
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(map.text("n")).isEqualTo("149");
        fits(EntryRules.strict());
    }

    private Thread counting(String name, CountDownLatch start) {
        DistributedCache own = history.of(name, map);
        return new Thread(() -> {
            try {
                start.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (int i = 0; i < 50; i++) {
                own.incr("n", 1, 0, MINUTE);
            }
        });
    }

    @Test
    void rules_negativeLeeway_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EntryRules.strict().withExpiry(Duration.ofMillis(-1), Duration.ZERO));
    }
}

package dev.holdfast.cache.recipes.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeScheduler;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final FakeTicker ticker = FakeTicker.create();
    private final FakeScheduler scheduler = new FakeScheduler(ticker);
    private final DistributedCache cache =
            Caches.open("local:counters", CacheOptions.builder().ticker(ticker).build());
    private final FaultyCache faulty =
            new FaultyCache(cache, FaultPlan.none(), Duration.ofMillis(250), Sleeper.advancing(ticker));
    private final MapSource source = new MapSource().with("visits", 40);
    private final List<Throwable> failures = new ArrayList<>();

    private CounterBuilder builder() {
        return Counter.builder(faulty, source)
                .scheduler(scheduler)
                .failures(failures::add)
                .time(ticker, nanos -> ticker.advance(Duration.ofNanos(nanos)));
    }

    @AfterEach
    void close() {
        faulty.close();
    }

    private String cached(String key) {
        byte[] value = cache.get(key);
        return value == null ? "absent" : new String(value, US_ASCII);
    }

    @Test
    void add_toAnAbsentCounter_restoresItFirst() {
        Counter counter = builder().build();

        assertThat(counter.add("visits", 2)).isEqualTo(42);
        assertThat(counter.add("visits", 1)).isEqualTo(43);

        assertThat(cached("visits")).isEqualTo("43");
        assertThat(source.loads()).containsExactly(List.of("visits"));
        assertThat(source.total("visits")).isEqualTo(40);
        assertThat(counter.figures().waiting()).isEqualTo(3);
    }

    @Test
    void count_ofACounterNobodyKnows_isZero() {
        assertThat(builder().build().count("new")).isZero();
    }

    @Test
    void counts_restoreAllThatAreAbsentInOneCall() {
        source.with("b", 2).with("c", 3);
        cache.set("a", "7".getBytes(US_ASCII), HOUR);

        Map<String, Long> counts = builder().build().counts(List.of("c", "a", "b", "a", "new"));

        assertThat(counts)
                .containsExactly(Map.entry("c", 3L), Map.entry("a", 7L), Map.entry("b", 2L), Map.entry("new", 0L));
        assertThat(source.loads()).containsExactly(List.of("b", "c", "new"));
    }

    @Test
    void counts_ofCountersThatAreThere_areOneCall() {
        Counter counter = builder().build();
        List<String> keys = List.of("a", "b", "c");
        counter.counts(keys);
        long before = faulty.counts().calls();

        counter.counts(keys);

        assertThat(faulty.counts().calls() - before).isEqualTo(1);
    }

    @Test
    void flush_inTheBackground_comesAfterASecondAndAfterSoManyCounts() {
        Counter counter = builder().flush(Duration.ofSeconds(1), 3).build();
        counter.add("visits", 1);

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(source.total("visits")).isEqualTo(41);

        counter.add("visits", 1);
        counter.add("visits", 1);
        counter.add("visits", 1);
        scheduler.runDue();
        assertThat(source.total("visits")).isEqualTo(44);
        assertThat(source.received()).extracting(CounterFlush::sequence).containsExactly(1L, 2L);
        assertThat(source.received())
                .extracting(CounterFlush::writer)
                .containsOnly(source.received().get(0).writer());
    }

    @Test
    void flush_whoseAnswerIsLost_isSentAgainTheSame_andCountsOnce() {
        Counter counter = builder().build();
        counter.add("visits", 1);
        source.failAfterCommit(new IllegalStateException("connection lost"));
        assertThatThrownBy(counter::flush).hasMessage("connection lost");
        counter.add("visits", 1);

        source.failAfterCommit(null);
        counter.flush();

        assertThat(source.total("visits")).isEqualTo(42);
        assertThat(source.received()).extracting(CounterFlush::sequence).containsExactly(1L, 1L, 2L);
        assertThat(source.received().get(1)).isEqualTo(source.received().get(0));
        assertThat(counter.figures().failedFlushes()).isEqualTo(1);
        assertThat(counter.figures().waiting()).isZero();
    }

    @Test
    void flush_whileTheSourceIsAway_waitsLongerEachTime_andLosesNothing() {
        Counter counter = builder().flush(Duration.ofSeconds(1), 2).build();
        counter.add("visits", 1);
        source.failBeforeCommit(new IllegalStateException("down"));

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(scheduler.untilNext()).isEqualTo(Duration.ofSeconds(2));
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(scheduler.untilNext()).isEqualTo(Duration.ofSeconds(4));
        for (int i = 0; i < 10; i++) {
            counter.add("visits", 1);
        }
        scheduler.advance(Duration.ofMinutes(5));
        assertThat(scheduler.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(64));
        assertThat(failures).hasSize((int) counter.figures().failedFlushes());

        source.failBeforeCommit(null);
        scheduler.advance(Duration.ofSeconds(64));

        assertThat(source.total("visits")).isEqualTo(51);
        assertThat(scheduler.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void add_ofFurtherKeysThanMayWait_isRefusedBeforeItCounts() {
        Counter counter = builder().mostKeys(2).build();
        counter.add("a", 1);
        counter.add("b", 1);

        assertThatThrownBy(() -> counter.add("c", 1))
                .isInstanceOfSatisfying(
                        CacheOverloadedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        counter.add("a", 1);
        counter.flush();
        counter.add("c", 1);

        assertThat(cached("c")).isEqualTo("1");
        assertThat(counter.figures().refused()).isEqualTo(1);
    }

    @Test
    void flush_ofManyKeys_isCutIntoParts() {
        Counter counter = builder().build();
        for (int i = 0; i < 2_500; i++) {
            counter.record("k" + i, 1);
        }

        counter.flush();

        assertThat(source.received()).extracting(flush -> flush.deltas().size()).containsExactly(1_000, 1_000, 500);
        assertThat(source.total("k2499")).isEqualTo(1);
    }

    @Test
    void add_whoseAnswerIsLost_isReported_notSentToTheSource_andMadeGoodWithTheNextFlush() {
        Counter counter = builder().build();
        counter.add("visits", 1);
        faulty.follow(FaultPlan.script().next(CallFault.loseAnswer()).onlyFor(Operation.INCR));

        assertThatThrownBy(() -> counter.add("visits", 1))
                .isInstanceOfSatisfying(
                        CacheUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));

        assertThat(cached("visits")).isEqualTo("42");
        assertThat(counter.figures().uncertain()).isEqualTo(1);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(counter.count("visits")).isEqualTo(41).isEqualTo(source.total("visits"));
    }

    @Test
    void add_whileTheCacheIsAway_isRefused_andRecordIsNot() {
        Counter counter = builder().build();
        faulty.inject(CallFault.failBefore());

        assertThatThrownBy(() -> counter.add("visits", 1)).isInstanceOf(CacheUnavailableException.class);
        counter.record("visits", 1);
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(source.total("visits")).isEqualTo(41);
        faulty.heal();
        assertThat(counter.count("visits")).isEqualTo(41);
    }

    @Test
    void cacheThatLosesTheCounter_isRaisedWhenTheOtherProcessFlushes() {
        Counter one = builder().build();
        Counter other = builder().build();
        one.add("visits", 5);
        other.add("visits", 2);

        cache.delete("visits");

        assertThat(one.count("visits"))
                .as("what waits in the other process is missing")
                .isEqualTo(45);
        other.flush();
        assertThat(one.count("visits")).isEqualTo(47);
        assertThat(other.figures().raised()).isEqualTo(1);
    }

    @Test
    void restore_byATooSlowLoader_isThrownAway() {
        MapSource slow = new MapSource() {
            @Override
            public synchronized Map<String, Long> load(java.util.Collection<String> keys) {
                Map<String, Long> totals = super.load(keys);
                if (loads().size() == 1) {
                    ticker.advance(Duration.ofSeconds(11)); // longer than the lease
                    with("visits", 50);
                    cache.set("visits", "50".getBytes(US_ASCII), HOUR); // another restored it meanwhile
                }
                return totals;
            }
        };
        Counter counter = Counter.builder(faulty, slow.with("visits", 40))
                .scheduler(scheduler)
                .time(ticker, nanos -> ticker.advance(Duration.ofNanos(nanos)))
                .patience(Duration.ofMinutes(1))
                .build();

        assertThat(counter.count("visits")).isEqualTo(50);
    }

    @Test
    void restore_byAnother_isWaitedFor_untilTheDeadline() {
        Counter counter = builder().patience(Duration.ofSeconds(2)).build();
        cache.add("visits", "restoring:somebody".getBytes(US_ASCII), HOUR);
        long start = ticker.getAsLong();

        assertThatThrownBy(() -> counter.add("visits", 1))
                .isInstanceOfSatisfying(
                        CacheTimeoutException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                .hasMessageContaining("restores this counter");
        assertThat(Duration.ofNanos(ticker.getAsLong() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_100));
        assertThat(counter.figures().waiting()).isZero();
    }

    @Test
    void restorerThatWasKilled_costsItsLease() {
        Counter counter = builder().patience(Duration.ofSeconds(20)).build();
        cache.add("visits", "restoring:dead".getBytes(US_ASCII), Ttl.ofSeconds(10));

        assertThat(counter.add("visits", 1)).isEqualTo(41);
    }

    @Test
    void restore_thatFails_givesItsLeaseBack_andTellsTheCaller() {
        Counter counter = builder().build();
        source.failBeforeCommit(new IllegalStateException("down"));

        assertThatThrownBy(() -> counter.count("visits")).hasMessage("down");

        assertThat(cached("visits")).isEqualTo("absent");
        source.failBeforeCommit(null);
        assertThat(counter.count("visits")).isEqualTo(40);
    }

    @Test
    void restore_whoseAnswersAreLost_endsWithTheCount() {
        for (int lost = 0; lost < 8; lost++) {
            int calls = lost;
            cache.delete("visits");
            Counter counter = builder().lease(Duration.ofSeconds(1)).build();
            faulty.follow(FaultPlan.script().next(calls, CallFault.pass()).next(CallFault.loseAnswer()));

            long count;
            try {
                count = counter.count("visits");
            } catch (CacheTransientException e) {
                assertThat(e.outcome()).as("lost answer %s", calls).isEqualTo(Outcome.NOT_APPLIED);
                count = counter.count("visits");
            }

            assertThat(count).as("lost answer %s", calls).isEqualTo(40);
        }
    }

    @Test
    void aNegativeTotal_isNamed() {
        Counter counter = builder().build();
        source.with("visits", -1);

        assertThatThrownBy(() -> counter.count("visits"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("negative");
        assertThat(cached("visits")).isEqualTo("absent");
    }

    @Test
    void entryThatIsNoCounter_isNamedAndLeft() {
        Counter counter = builder().build();
        cache.set("visits", "hello".getBytes(US_ASCII), HOUR);

        assertThatThrownBy(() -> counter.add("visits", 1)).isInstanceOf(NotACounterException.class);
        assertThatThrownBy(() -> counter.count("visits")).isInstanceOf(NotACounterException.class);
        counter.record("visits", 1);
        counter.flush();

        assertThat(cached("visits")).isEqualTo("hello");
        assertThat(source.total("visits")).isEqualTo(41);
    }

    @Test
    void invalidate_hasItRestored() {
        Counter counter = builder().build();
        counter.add("visits", 1);
        counter.flush();
        source.with("visits", 100);

        counter.invalidate("visits");

        assertThat(counter.count("visits")).isEqualTo(100);
    }

    @Test
    void close_flushes_andRefusesWhatComesAfter() {
        Counter counter = builder().build();
        counter.add("visits", 2);

        counter.close();
        counter.close();

        assertThat(source.total("visits")).isEqualTo(42);
        assertThat(scheduler.planned()).isZero();
        assertThatThrownBy(() -> counter.add("visits", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> counter.count("visits")).isInstanceOf(IllegalStateException.class);
        assertThat(cached("visits")).isEqualTo("42");
    }

    @Test
    void close_whileTheSourceIsAway_saysSo_andCanBeTriedAgain() {
        Counter counter = builder().build();
        counter.add("visits", 2);
        source.failBeforeCommit(new IllegalStateException("down"));

        assertThatThrownBy(counter::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 counts that its source did not take")
                .hasRootCauseMessage("down");
        source.failBeforeCommit(null);
        counter.close();

        assertThat(source.total("visits")).isEqualTo(42);
    }

    @Test
    void close_whileTheCacheIsAway_flushesAllTheSame() {
        Counter counter = builder().build();
        counter.add("visits", 2);
        faulty.inject(CallFault.failBefore());

        counter.close();

        assertThat(source.total("visits")).isEqualTo(42);
        assertThat(failures).isNotEmpty();
    }

    @Test
    void close_whileACountIsUnderWay_isFlushedInTheBackground() {
        List<Counter> closing = new ArrayList<>();
        DistributedCache slow = new ForwardingCache(cache) {
            @Override
            public OptionalLong incr(String key, long delta) {
                closing.forEach(counter -> {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(counter::close).hasMessageContaining("close again");
                    assertThat(Thread.interrupted()).isTrue();
                    scheduler.advance(Duration.ofSeconds(1)); // a flush that finds nothing yet
                });
                return super.incr(key, delta);
            }
        };
        Counter counter = Counter.builder(slow, source)
                .scheduler(scheduler)
                .time(ticker, nanos -> {})
                .build();
        counter.count("visits");
        closing.add(counter);

        assertThat(counter.add("visits", 1)).isEqualTo(41);
        scheduler.advance(Duration.ofSeconds(1));

        assertThat(source.total("visits")).isEqualTo(41);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(scheduler.planned()).as("all is told").isZero();
    }

    @Test
    void close_afterTheCacheWasClosed_flushesAllTheSame() {
        Counter counter = builder().build();
        counter.add("visits", 2);
        faulty.close();

        counter.close();

        assertThat(source.total("visits")).isEqualTo(42);
        assertThat(scheduler.planned()).isZero();
    }

    @Test
    void check_ofANodeThatIsDown_isPutOff_andThoseOfTheOthersAreNot() {
        Counter counter = builder().build();
        counter.counts(List.of("up", "down"));
        uncertain(counter, "up");
        uncertain(counter, "down");
        counter.record("raised", 7);
        cache.set("raised", "3".getBytes(US_ASCII), HOUR);
        faulty.inject(CallFault.failKeys("down"::equals));

        counter.flush();

        assertThat(cached("up")).isEqualTo("absent");
        assertThat(cached("raised")).isEqualTo("7");
        assertThat(failures).hasSize(1);
        assertThat(counter.add("up", 1)).isEqualTo(1);
        counter.flush();
        assertThat(cached("up")).as("is trusted again").isEqualTo("1");
        faulty.heal();
        counter.flush();
        assertThat(cached("down")).isEqualTo("absent");
    }

    @Test
    void check_readingAroundANodeThatIsDown_raisesTheOthers() {
        Counter counter = builder().build();
        for (String key : List.of("up", "down")) {
            counter.record(key, 7);
            cache.set(key, "3".getBytes(US_ASCII), HOUR);
        }
        faulty.inject(CallFault.failKeys("down"::equals));

        counter.flush();

        assertThat(cached("up")).isEqualTo("7");
        assertThat(cached("down")).isEqualTo("3");
        faulty.heal();
        counter.flush();
        assertThat(cached("down")).isEqualTo("7");
    }

    @Test
    void check_ofACounterThatIsRefused_holdsUpNoOther() {
        DistributedCache refusing = new ForwardingCache(cache) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                if (key.equals("k5")) {
                    throw new CacheRejectedException(
                            FailedCall.unsent(Operation.CAS, key, toString()),
                            CacheRejectedException.Reason.OUT_OF_MEMORY,
                            "full",
                            null);
                }
                return super.cas(key, value, token, ttl);
            }
        };
        Counter counter = Counter.builder(refusing, source)
                .scheduler(scheduler)
                .failures(failures::add)
                .build();
        for (int i = 0; i < 10; i++) {
            counter.record("k" + i, 7);
            cache.set("k" + i, "3".getBytes(US_ASCII), HOUR);
        }

        counter.flush();

        assertThat(counter.figures().raised()).isEqualTo(9);
        assertThat(cached("k5")).isEqualTo("3");
        assertThat(failures).hasOnlyElementsOfType(CacheRejectedException.class).hasSize(1);
    }

    @Test
    void doubt_thatComesInWhileTheKeyIsRemoved_isLookedAfterNext() {
        List<Counter> counting = new ArrayList<>();
        DistributedCache busy = new ForwardingCache(faulty) {
            @Override
            public void deleteAll(Collection<String> keys) {
                super.deleteAll(keys);
                counting.forEach(counter -> {
                    assertThat(counter.count("visits")).isEqualTo(40);
                    uncertain(counter, "visits");
                });
                counting.clear();
            }
        };
        Counter counter = Counter.builder(busy, source)
                .scheduler(scheduler)
                .failures(failures::add)
                .build();
        counter.count("visits");
        uncertain(counter, "visits");
        counting.add(counter);

        counter.flush();
        assertThat(cached("visits")).isEqualTo("41");
        counter.flush();

        assertThat(counter.count("visits")).isEqualTo(40);
    }

    /** A count of which nobody knows whether it is in the cache. */
    private void uncertain(Counter counter, String key) {
        faulty.follow(FaultPlan.script().next(CallFault.loseAnswer()).onlyFor(Operation.INCR));
        assertThatThrownBy(() -> counter.add(key, 1)).isInstanceOf(CacheUnavailableException.class);
        faulty.heal();
    }

    @Test
    void add_whoseRestoreTakesLongerThanThePatience_counts() {
        MapSource slow = new MapSource() {
            @Override
            public synchronized Map<String, Long> load(Collection<String> keys) {
                ticker.advance(Duration.ofSeconds(3));
                return super.load(keys);
            }
        };
        Counter counter = Counter.builder(faulty, slow.with("visits", 40))
                .scheduler(scheduler)
                .time(ticker, nanos -> ticker.advance(Duration.ofNanos(nanos)))
                .build();

        assertThat(counter.add("visits", 1)).isEqualTo(41);
    }

    @Test
    void restore_whoseAnswerIsLost_leavesNoLease() {
        for (int lost = 0; lost < 6; lost++) {
            int calls = lost;
            cache.delete("visits");
            Counter counter = builder().build();
            faulty.follow(FaultPlan.script().next(calls, CallFault.pass()).next(CallFault.loseAnswer()));

            try {
                counter.count("visits");
            } catch (CacheTransientException e) {
                assertThat(cached("visits")).as("lost answer %s", calls).isIn("absent", "40");
            }
        }
    }

    @Test
    void restore_thatIsInterrupted_isReportedAsNotCounted() {
        Counter counter = builder().build();
        faulty.follow(operation -> {
            if (operation != Operation.CAS) {
                return CallFault.delayRequest(Duration.ofMillis(1)); // refuses whose thread is interrupted
            }
            Thread.currentThread().interrupt();
            return CallFault.hangAfterApplying();
        });

        assertThatThrownBy(() -> counter.add("visits", 1))
                .isInstanceOfSatisfying(
                        CacheInterruptedException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(cached("visits")).isEqualTo("40");
    }

    @Test
    void restore_thatIsInterruptedBeforeItsToken_leavesNoLease() {
        Counter counter = builder().build();
        AtomicBoolean interrupts = new AtomicBoolean(true);
        faulty.follow(operation -> {
            if (operation == Operation.GETS && interrupts.getAndSet(false)) {
                Thread.currentThread().interrupt();
            }
            return CallFault.delayRequest(Duration.ofMillis(1));
        });

        assertThatThrownBy(() -> counter.add("visits", 1)).isInstanceOf(CacheInterruptedException.class);

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(cached("visits")).isEqualTo("absent");
    }

    @Test
    void restore_thatFailsWithACacheThatHangs_costsOneTimeout_notOneAKey() {
        MapSource away = new MapSource() {
            @Override
            public synchronized Map<String, Long> load(Collection<String> keys) {
                faulty.inject(CallFault.hang());
                throw new IllegalStateException("down");
            }
        };
        Counter counter = Counter.builder(faulty, away)
                .scheduler(scheduler)
                .time(ticker, nanos -> {})
                .build();
        long start = ticker.getAsLong();

        assertThatThrownBy(() -> counter.counts(List.of("a", "b", "c", "d"))).hasMessage("down");

        assertThat(Duration.ofNanos(ticker.getAsLong() - start)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void source_thatAnswersNull_isNamed_andSentTheFlushOnce() {
        MapSource silent = new MapSource() {
            @Override
            @SuppressWarnings("NullAway") // a source that breaks its word
            public synchronized Map<String, Long> apply(CounterFlush flush) {
                super.apply(flush);
                return null;
            }
        };
        Counter counter = Counter.builder(faulty, silent)
                .scheduler(scheduler)
                .failures(failures::add)
                .build();
        counter.record("visits", 1);

        assertThatThrownBy(counter::flush).hasMessage("the source's totals");
        counter.flush();

        assertThat(silent.received()).hasSize(1);
        assertThat(counter.figures().waiting()).isZero();
    }

    @Test
    void options_outOfBounds_areNamedTogether() {
        assertThatThrownBy(() -> builder()
                        .lease(Duration.ZERO)
                        .patience(Duration.ofDays(1))
                        .flush(Duration.ZERO, 0)
                        .mostKeys(0)
                        .writer(" ")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lease")
                .hasMessageContaining("patience")
                .hasMessageContaining("interval")
                .hasMessageContaining("the flush's counts")
                .hasMessageContaining("mostKeys")
                .hasMessageContaining("writer");
        assertThatThrownBy(() -> builder().build().add("visits", 0)).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> builder().build().add("", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsInManyProcesses_whileTheCacheLosesTheCounter_loseNothing() throws Exception {
        int threads = 8;
        int each = 2_000;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Counter> processes = new ArrayList<>();
        try {
            List<Future<?>> counting = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Counter counter = Counter.builder(cache, source)
                        .flush(Duration.ofMillis(1), 50)
                        .failures(failures::add)
                        .build();
                processes.add(counter);
                counting.add(executor.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        counter.add("visits", 1);
                        if (n % 100 == 50) {
                            cache.delete("visits");
                        }
                    }
                }));
            }
            for (Future<?> done : counting) {
                done.get(60, TimeUnit.SECONDS);
            }
            processes.forEach(Counter::close);

            assertThat(source.total("visits")).isEqualTo(40 + threads * each);
            assertThat(failures).isEmpty();
            try (Counter reader = builder().build()) {
                assertThat(reader.count("visits")).isEqualTo(40 + threads * each);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

package dev.holdfast.cache.recipes.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final FakeTicker ticker = FakeTicker.create();
    private final FakeScheduler scheduler = new FakeScheduler(ticker);
    private final DistributedCache cache = Caches.open(
            "local:counters", CacheOptions.builder().ticker(ticker).build());
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

        assertThat(counts).containsExactly(Map.entry("c", 3L), Map.entry("a", 7L), Map.entry("b", 2L), Map.entry("new", 0L));
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
        assertThat(source.received()).extracting(CounterFlush::writer).containsOnly(source.received().get(0).writer());
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

        assertThat(one.count("visits")).as("what waits in the other process is missing").isEqualTo(45);
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
                        CacheTimeoutException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED))
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

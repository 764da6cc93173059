package dev.holdfast.cache.recipes.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeScheduler;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RefresherTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeTicker ticker = FakeTicker.create();
    private final DistributedCache cache =
            Caches.open("local:refresh", CacheOptions.builder().ticker(ticker).build());
    private final FaultyCache faulty =
            new FaultyCache(cache, FaultPlan.none(), Duration.ofMillis(250), Sleeper.advancing(ticker));
    private final FakeScheduler scheduler = new FakeScheduler(ticker);
    private final List<Throwable> failures = new ArrayList<>();
    private final AtomicInteger loads = new AtomicInteger();

    private RefresherBuilder<String> builder(DistributedCache on, Callable<String> loader) {
        return Refresher.builder(on, "rates", Codecs.utf8(), loader)
                .scheduler(scheduler)
                .executor(Runnable::run)
                .failures(failures::add)
                .ticker(ticker)
                .jitter(0);
    }

    private Refresher<String> start() {
        return builder(faulty, () -> "v" + loads.incrementAndGet()).start();
    }

    @AfterEach
    void close() {
        faulty.close();
    }

    @Test
    void oneProcess_refreshesEachPeriod() {
        Refresher<String> refresher = start();
        assertThat(refresher.value()).isNull();

        scheduler.runDue();
        assertThat(refresher.value()).isEqualTo("v1");
        scheduler.advance(Duration.ofSeconds(59));
        assertThat(refresher.value()).isEqualTo("v1");
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(refresher.value()).isEqualTo("v2");
        scheduler.advance(Duration.ofMinutes(10));

        assertThat(loads.get()).isBetween(11, 12);
        assertThat(refresher.figures()).isEqualTo(new RefresherFigures(loads.get(), 0, 0));
    }

    @Test
    void manyProcesses_refreshOnceAPeriod() {
        List<Refresher<String>> fleet = List.of(start(), start(), start(), start());

        scheduler.advance(Duration.ofMinutes(60));

        assertThat(loads.get()).isBetween(59, 61);
        assertThat(fleet).allSatisfy(one -> assertThat(one.value()).isEqualTo("v" + loads.get()));
    }

    @Test
    void withoutTtlRead_itIsTriedTenTimesAPeriod() {
        DistributedCache poor = new ForwardingCache(cache) {
            @Override
            public Set<Capability> capabilities() {
                EnumSet<Capability> fewer = EnumSet.copyOf(super.capabilities());
                fewer.remove(Capability.TTL_READ);
                return fewer;
            }
        };
        for (int i = 0; i < 3; i++) {
            builder(poor, () -> "v" + loads.incrementAndGet()).start();
        }

        scheduler.advance(Duration.ofMinutes(60));

        assertThat(loads.get()).isBetween(54, 61);
    }

    @Test
    void processThatStops_isFollowedWithinAPeriod() {
        Refresher<String> first = start();
        scheduler.runDue();
        start();
        scheduler.advance(Duration.ofSeconds(30));

        first.close();
        scheduler.advance(Duration.ofSeconds(31));

        assertThat(loads).hasValue(2);
    }

    @Test
    void processKilledWhileItRefreshes_isFollowedAfterItsLease() {
        cache.add("rates~turn", OnceEntry.doing("dead"), Ttl.ofSeconds(10));
        Refresher<String> refresher = start();

        scheduler.advance(Duration.ofSeconds(9));
        assertThat(refresher.value()).isNull();
        scheduler.advance(Duration.ofSeconds(2));

        assertThat(refresher.value()).isEqualTo("v1");
    }

    @Test
    void refreshLongerThanLeaseAndPeriod_isNotJoinedByAnother_andThenTheNextBegins() {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        Callable<String> slow = () -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            scheduler.advance(Duration.ofSeconds(150));
            atOnce.decrementAndGet();
            return "v" + loads.incrementAndGet();
        };
        Refresher<String> one = builder(faulty, slow).start();
        Refresher<String> two = builder(faulty, slow).start();

        scheduler.advance(Duration.ofSeconds(1));

        assertThat(failures).isEmpty();
        assertThat(loads).hasValue(1);
        assertThat(mostAtOnce).hasValue(1);
        assertThat(one.figures().discarded() + two.figures().discarded()).isZero();
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(loads).as("the next, at once").hasValue(2);
    }

    @Test
    void refreshLongerThanTheLongest_losesItsTurnAndItsValue() {
        Refresher<String> hung = builder(faulty, () -> {
                    scheduler.advance(Duration.ofMinutes(3));
                    return "old";
                })
                .longest(Duration.ofMinutes(2))
                .start();
        Refresher<String> other = start();

        scheduler.advance(Duration.ofSeconds(1));

        assertThat(hung.figures().discarded()).isEqualTo(1);
        assertThat(other.figures().refreshed()).isPositive();
        assertThat(other.value()).isEqualTo("v" + loads.get());
    }

    @Test
    void loaderThatFails_isToldAndTriedAgainEverLater_andTheValueStays() {
        AtomicInteger tries = new AtomicInteger();
        Refresher<String> refresher = builder(faulty, () -> {
                    if (tries.incrementAndGet() > 1) {
                        throw new IllegalStateException("source down");
                    }
                    return "good";
                })
                .start();
        scheduler.advance(MINUTE.plusMillis(500));
        assertThat(tries).hasValue(2);

        scheduler.advance(Duration.ofSeconds(1));
        assertThat(tries).hasValue(3);
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(tries).hasValue(4);
        scheduler.advance(Duration.ofMinutes(5));

        assertThat(tries.get()).isBetween(10, 13);
        assertThat(failures)
                .hasSize(tries.get() - 1)
                .allMatch(e -> e.getMessage().equals("source down"));
        assertThat(refresher.value()).isEqualTo("good");
        assertThat(refresher.figures().failed()).isEqualTo(tries.get() - 1);
    }

    @Test
    void cacheThatIsAway_isWaitedFor() {
        Refresher<String> refresher = start();
        faulty.inject(CallFault.failBefore());

        scheduler.advance(Duration.ofSeconds(20));
        assertThat(loads).hasValue(0);
        assertThat(failures).isNotEmpty();
        faulty.heal();
        scheduler.advance(Duration.ofSeconds(20));

        assertThat(refresher.value()).isEqualTo("v1");
    }

    @Test
    void valueWrittenByAnotherHandMeanwhile_isReplaced() {
        Refresher<String> refresher = builder(faulty, () -> {
                    cache.typed(Codecs.utf8()).set("rates", "by hand", Ttl.ofMinutes(5));
                    return "loaded";
                })
                .start();

        scheduler.runDue();

        assertThat(refresher.value()).isEqualTo("loaded");
    }

    @Test
    void valueThatNobodyRefreshes_endsWithItsTtl() {
        Refresher<String> refresher = start();
        scheduler.runDue();
        refresher.close();

        scheduler.advance(Duration.ofMinutes(10));

        assertThat(refresher.value()).isNull();
    }

    @Test
    void close_duringARefresh_throwsItsValueAway_andGivesTheTurnBack() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        Refresher<String> refresher = Refresher.builder(cache, "rates", Codecs.utf8(), () -> {
                    loading.countDown();
                    new CountDownLatch(1).await();
                    return "late";
                })
                .failures(failures::add)
                .start();
        assertThat(loading.await(10, TimeUnit.SECONDS)).isTrue();

        refresher.close();

        Awaitility.await().until(() -> cache.get("rates~turn") == null);
        assertThat(cache.get("rates")).isNull();
    }

    @Test
    void renewalThatCrossesTheEndOfTheTurn_isNotPlannedInThePlaceOfTheNextTurn() {
        List<Runnable> loading = new ArrayList<>();
        builder(faulty, () -> "v" + loads.incrementAndGet())
                .executor(loading::add)
                .failures(renewal -> loading.remove(0).run()) // it ends before the renewal does
                .start();
        scheduler.runDue();
        faulty.follow(FaultPlan.script().next(CallFault.failBefore()).onlyFor(Operation.GETS));
        scheduler.advance(Duration.ofSeconds(4));
        assertThat(loads).hasValue(1);

        scheduler.advance(MINUTE);

        assertThat(loading).hasSize(1);
    }

    @Test
    void loaderThatIsInterrupted_endsItsTurnAllTheSame() {
        builder(faulty, () -> {
                    Thread.currentThread().interrupt();
                    throw new InterruptedException("interrupted");
                })
                .start();
        faulty.inject(CallFault.delayRequest(Duration.ofMillis(1))); // refuses whose thread is interrupted

        scheduler.runDue();

        assertThat(Thread.interrupted()).as("the flag").isTrue();
        assertThat(cache.get("rates~turn")).asString(StandardCharsets.UTF_8).startsWith("done:");
    }

    @Test
    void executorThatTakesNothing_givesTheTurnBack_andIsTriedAgain() {
        for (Throwable refusal : List.of(new RejectedExecutionException("full"), new OutOfMemoryError("no thread"))) {
            AtomicInteger tries = new AtomicInteger();
            Refresher<String> refresher = builder(faulty, () -> "v" + loads.incrementAndGet())
                    .executor(work -> {
                        if (tries.incrementAndGet() == 1) {
                            sneak(refusal);
                        }
                        work.run();
                    })
                    .start();
            scheduler.runDue();
            assertThat(cache.get("rates~turn")).isNull();
            assertThat(failures).contains(refusal);

            scheduler.advance(Duration.ofSeconds(2));

            assertThat(refresher.figures()).isEqualTo(new RefresherFigures(1, 1, 0));
            refresher.close();
            cache.delete("rates~turn");
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void listenerThatThrowsAnError_endsNothing() {
        AtomicInteger tries = new AtomicInteger();
        Refresher<String> refresher = builder(faulty, () -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("source down");
                    }
                    return "good";
                })
                .failures(failure -> {
                    throw new AssertionError("the listener's own");
                })
                .start();

        scheduler.advance(Duration.ofSeconds(3));

        assertThat(refresher.value()).isEqualTo("good");
    }

    @Test
    void cacheThatThrowsWhatNoneShould_isTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        DistributedCache odd = new ForwardingCache(cache) {
            @Override
            public boolean add(String key, byte[] value, Ttl ttl) {
                if (tries.incrementAndGet() == 1) {
                    throw new IllegalArgumentException("with its prefix the key is too long");
                }
                return super.add(key, value, ttl);
            }
        };
        Refresher<String> refresher = builder(odd, () -> "good").start();

        scheduler.advance(Duration.ofSeconds(3));

        assertThat(failures).hasSize(1);
        assertThat(refresher.value()).isEqualTo("good");
    }

    @Test
    void close_whileATurnIsBeingTaken_givesItBack_andLoadsNothing() {
        List<Refresher<String>> started = new ArrayList<>();
        DistributedCache slow = new ForwardingCache(cache) {
            @Override
            public boolean add(String key, byte[] value, Ttl ttl) {
                boolean added = super.add(key, value, ttl);
                started.forEach(Refresher::close);
                return added;
            }
        };
        started.add(builder(slow, () -> "v" + loads.incrementAndGet()).start());

        scheduler.runDue();

        assertThat(loads).hasValue(0);
        assertThat(cache.get("rates~turn")).isNull();
        assertThat(scheduler.planned()).isZero();
        assertThat(failures).isEmpty();
    }

    @Test
    void key_thatLeavesNoRoomForItsTurns_isRefused() {
        assertThatThrownBy(() -> Refresher.builder(cache, "k".repeat(1_020), Codecs.utf8(), () -> "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1019")
                .hasMessageContaining("~turn");
        Refresher.builder(cache, "k".repeat(1_019), Codecs.utf8(), () -> "v");
    }

    @Test
    void jitter_putsTriesOff() {
        builder(faulty, () -> "v" + loads.incrementAndGet())
                .jitter(0.5)
                .random(new java.util.Random(7))
                .start();
        scheduler.runDue();

        assertThat(scheduler.untilNext()).isBetween(MINUTE, MINUTE.plusSeconds(30));
        assertThat(scheduler.untilNext()).isNotEqualTo(MINUTE);
    }

    @Test
    void options_outOfBounds_areNamedTogether() {
        assertThatThrownBy(() -> builder(faulty, () -> "v")
                        .period(Duration.ZERO)
                        .lease(Duration.ZERO)
                        .longest(Duration.ofSeconds(-1))
                        .jitter(2)
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("period")
                .hasMessageContaining("lease")
                .hasMessageContaining("longest")
                .hasMessageContaining("jitter");
    }

    @Test
    void olderValue_neverReplacesANewerOne_inEveryOrder() {
        AtomicInteger most = new AtomicInteger();
        long orders = Interleavings.all().preemptions(3).explore(scene -> {
            FakeTicker time = FakeTicker.create();
            DistributedCache plain =
                    Caches.open("local:", CacheOptions.builder().ticker(time).build());
            AtomicInteger version = new AtomicInteger();
            List<Integer> stored = new ArrayList<>();
            DistributedCache store = scene.shared("cache", new Noting(plain, stored));
            for (String name : new String[] {"A", "B"}) {
                FakeScheduler own = new FakeScheduler(time);
                Refresher<String> refresher = Refresher.builder(store, "rates", Codecs.utf8(), () -> {
                            int[] loaded = new int[1];
                            scene.step("loads", () -> loaded[0] = version.incrementAndGet());
                            return "" + loaded[0];
                        })
                        .scheduler(own)
                        .executor(Runnable::run)
                        .ticker(time)
                        .start();
                scene.actor(name, () -> {
                    own.runDue();
                    assertThat(refresher.figures().failed()).isZero();
                });
            }
            scene.actor("time", () -> scene.advance(time, Duration.ofSeconds(11))); // a lease
            scene.afterwards(() -> {
                assertThat(stored).isSorted().doesNotHaveDuplicates();
                most.accumulateAndGet(stored.size(), Math::max);
            });
        });

        assertThat(orders).isGreaterThan(50);
        assertThat(most).as("orders in which both store").hasValue(2);
    }

    /** Notes the values that are stored under "rates", in their order. */
    private static final class Noting extends ForwardingCache {
        private final List<Integer> stored;

        Noting(DistributedCache cache, List<Integer> stored) {
            super(cache);
            this.stored = stored;
        }

        private void note(String key, byte[] value, boolean isStored) {
            if (isStored && key.equals("rates")) {
                stored.add(Integer.parseInt(new String(value, StandardCharsets.UTF_8)));
            }
        }

        @Override
        public boolean add(String key, byte[] value, Ttl ttl) {
            boolean added = super.add(key, value, ttl);
            note(key, value, added);
            return added;
        }

        @Override
        public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
            CasOutcome outcome = super.cas(key, value, token, ttl);
            note(key, value, outcome == CasOutcome.STORED);
            return outcome;
        }
    }
}

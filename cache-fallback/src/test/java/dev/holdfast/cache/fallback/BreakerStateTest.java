package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When it opens, when it tries, when it closes: on a clock of the test's own. */
class BreakerStateTest {
    private static final DegradedPolicy FAIL_ALL =
            DegradedPolicy.builder().values(DegradedAnswer.FAIL).build();

    @Test
    void failuresInARow_openIt_andNoCallGoesOut() {
        try (OutageStage stage = new OutageStage()) {
            stage.remote.inject(CallFault.hang());
            for (int i = 0; i < 5; i++) {
                assertThat(stage.cache.get("k")).isNull();
            }
            long sent = stage.remote.counts().calls();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.cache.get("k")).isNull();
            assertThat(stage.remote.counts().calls()).isEqualTo(sent).isEqualTo(5);
            assertThat(stage.moves).singleElement().satisfies(move -> {
                assertThat(move.component()).isEqualTo("breaker");
                assertThat(move.endpoint()).isEqualTo("breaker:local:server");
                assertThat(move.reason()).isEqualTo("too many failures, the last: CacheTimeoutException");
            });
            assertThat(stage.cache.figures().opened()).isOne();
            assertThat(stage.cache.figures().answeredLocally()).isEqualTo(6);
        }
    }

    @Test
    void answersBetween_keepItClosed_untilHalfOfTheWindowFailed() {
        try (OutageStage stage = new OutageStage()) {
            stage.remote.follow(FaultPlan.script()
                    .next(20, CallFault.pass())
                    .next(4, CallFault.failBefore())
                    .next(1, CallFault.pass())
                    .next(4, CallFault.failBefore())
                    .next(1, CallFault.pass())
                    .next(4, CallFault.failBefore())
                    .next(1, CallFault.pass())
                    .next(4, CallFault.failBefore())
                    .next(1, CallFault.pass())
                    .next(4, CallFault.failBefore())
                    .next(1, CallFault.pass()));
            int failures = 0;
            for (int i = 0; i < 45 && stage.cache.state() == BreakerState.CLOSED; i++) {
                failures = (int) stage.remote.counts().faulted();
                stage.cache.get("k");
            }

            // 20 of 45 are no half; the next four make it 24 of 48
            assertThat(failures).isEqualTo(20);
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            stage.remote.inject(CallFault.failBefore());
            for (int i = 0; i < 4; i++) {
                stage.cache.get("k");
            }
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            stage.remote.follow(FaultPlan.script().next(CallFault.pass()).afterwards(CallFault.failBefore()));
            stage.cache.get("k");
            stage.cache.get("k");
            assertThat(stage.cache.state()).as("25 of 50").isEqualTo(BreakerState.OPEN);
        }
    }

    @Test
    void slowAnswers_openIt() {
        try (OutageStage stage = new OutageStage()) {
            stage.remote.inject(CallFault.delayAnswer(Duration.ofMillis(210)));
            for (int i = 0; i < 10; i++) {
                assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
                stage.cache.get("k");
            }

            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.moves.get(0).reason()).isEqualTo("too many slow answers");
        }
    }

    @Test
    void missesRefusalsMistakesAndInterruptions_neverOpenIt() {
        try (OutageStage stage = new OutageStage()) {
            stage.cache.set("text", bytes("no counter"), LONG);
            for (int i = 0; i < 100; i++) {
                assertThat(stage.cache.get("absent")).isNull();
                assertThat(stage.cache.add("text", bytes("x"), LONG)).isFalse();
                assertThatThrownBy(() -> stage.cache.incr("text", 1)).isInstanceOf(NotACounterException.class);
                assertThatThrownBy(() -> stage.cache.get("")).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> stage.cache.get(null)).isInstanceOf(NullPointerException.class);
            }
            stage.remote.inject(CallFault.hang());
            for (int i = 0; i < 100; i++) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> stage.cache.get("k")).isInstanceOf(CacheInterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
            }

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.moves).isEmpty();
        }
    }

    @Test
    void refusal_isCheapAndHonest() {
        try (OutageStage stage = new OutageStage(FAIL_ALL)) {
            stage.fall();

            for (Throwable refused : List.of(
                    catchThrowable(() -> stage.cache.get("k")),
                    catchThrowable(() -> stage.cache.incr("k", 1)),
                    catchThrowable(() -> stage.cache.add("k", bytes("v"), LONG)))) {
                assertThat(refused)
                        .asInstanceOf(type(CacheUnavailableException.class))
                        .satisfies(e -> {
                            assertThat(e.getStackTrace()).isEmpty();
                            assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                            assertThat(e.call().key()).isEqualTo("k");
                            assertThat(e).hasMessageContaining("the breaker is open: too many failures");
                        });
            }
            assertThatThrownBy(stage.cache::ping).isInstanceOf(CacheUnavailableException.class);
            assertThatThrownBy(() -> stage.cache.get("")).isInstanceOf(IllegalArgumentException.class);
            assertThat(stage.cache.figures().refused()).isEqualTo(4);
        }
    }

    @Test
    void trials_areWaitedForLongerEachTime_upToTheLongest() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            List<Long> seconds = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                seconds.add(Duration.ofNanos(stage.schedule.nanosToNext()).toSeconds());
                stage.ticker.advance(Duration.ofNanos(stage.schedule.nanosToNext()));
                stage.schedule.run();
                assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            }

            assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
            stage.rise();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            stage.fall();
            assertThat(Duration.ofNanos(stage.schedule.nanosToNext()))
                    .as("set back by the recovery")
                    .isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void step_beforeItIsDue_makesNoTrial() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            long sent = stage.remote.counts().calls();
            stage.ticker.advance(Duration.ofMillis(999));
            stage.schedule.run();

            assertThat(stage.remote.counts().calls()).isEqualTo(sent);
            assertThat(Duration.ofNanos(stage.schedule.nanosToNext())).isEqualTo(Duration.ofMillis(1));
        }
    }

    @Test
    void goodTrials_closeIt_oneBadOneDoesNot() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            stage.remote.follow(FaultPlan.script().next(2, CallFault.pass()).next(CallFault.failBefore()));
            stage.cache.remoteIsBack();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.moves.get(2).reason()).isEqualTo("a trial failed: CacheUnavailableException");

            long sent = stage.remote.counts().calls();
            stage.cache.remoteIsBack();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.remote.counts().calls() - sent).isEqualTo(3);
            assertThat(stage.states())
                    .containsExactly(
                            "closed → open",
                            "open → half-open",
                            "half-open → open",
                            "open → half-open",
                            "half-open → closed");
        }
    }

    @Test
    void slowTrial_isABadOne() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            stage.remote.inject(CallFault.delayAnswer(Duration.ofMillis(210)));
            stage.cache.remoteIsBack();
            stage.schedule.run();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.moves.get(2).reason()).isEqualTo("an answer took 210 ms");
        }
    }

    @Test
    void callersDuringATrial_areAnsweredLocally_andNeverWait() {
        List<BreakerState> seen = new ArrayList<>();
        OutageStage[] stage = new OutageStage[1];
        OutageStage trials = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        if (key.startsWith(BreakerRecovery.TRIAL_KEY)) {
                            long before = stage[0].ticker.getAsLong();
                            assertThat(stage[0].cache.get("k")).isEqualTo(bytes("here"));
                            assertThat(stage[0].ticker.getAsLong()).isEqualTo(before);
                            seen.add(stage[0].cache.state());
                        }
                        return super.get(key);
                    }
                });
        try (trials) {
            stage[0] = trials;
            trials.fall();
            trials.cache.set("k", bytes("here"), LONG);
            trials.remote.inject(CallFault.hang());
            trials.cache.remoteIsBack();
            trials.schedule.run();

            assertThat(seen).containsExactly(BreakerState.HALF_OPEN);
            assertThat(trials.read("k")).isEqualTo("here");
        }
    }

    @Test
    void trialThatEndsWithAnError_reportsAll_theSame() {
        StackOverflowError error = new StackOverflowError("in the driver");
        boolean[] broken = {true};
        try (OutageStage stage = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        if (broken[0] && key.endsWith("1")) {
                            throw error;
                        }
                        return super.get(key);
                    }
                })) {
            stage.fall();
            stage.remote.heal();
            stage.cache.remoteIsBack();
            assertThat(catchThrowable(stage.schedule::run)).isSameAs(error);
            assertThat(stage.cache.state()).as("not half-open for ever").isEqualTo(BreakerState.OPEN);

            broken[0] = false;
            stage.ticker.advance(Duration.ofNanos(stage.schedule.nanosToNext()));
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void refusedTrial_isASignOfLife() {
        try (OutageStage stage = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        byte[] answer = super.get(key);
                        if (key.startsWith(BreakerRecovery.TRIAL_KEY)) {
                            throw new dev.holdfast.cache.CacheAuthenticationException(
                                    dev.holdfast.cache.FailedCall.unsent(Operation.GET, key, null), "no right", null);
                        }
                        return answer;
                    }
                })) {
            stage.fall();
            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void driversWord_thatItsConnectionIsBack_isTakenAtOnce() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            stage.remote.heal();
            BreakerRecovery recovery = stage.cache.recovery();
            recovery.on(new CacheEvent.StateMoved("connection", "x", "connected", "disconnected", "lost"));
            recovery.on(new CacheEvent.StateMoved("migration", "x", "a", "connected", "of no interest"));
            assertThat(stage.schedule.nanosToNext())
                    .isEqualTo(Duration.ofSeconds(1).toNanos());

            recovery.on(new CacheEvent.StateMoved("connection", "x", "disconnected", "connected", "back"));
            assertThat(stage.schedule.nanosToNext()).isZero();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.moves.get(1).reason()).isEqualTo("the connection is back");
        }
    }

    @Test
    void callThatBeganBeforeTheFall_isNoNewsOfTheServerThatIsBack() {
        OutageStage[] stage = new OutageStage[1];
        boolean[] first = {true};
        try (OutageStage trials = new OutageStage(
                null,
                DegradedPolicy.defaults(),
                BreakerOptions.builder().consecutiveFailures(1).build(),
                remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        if (key.equals("slow") && first[0]) {
                            first[0] = false;
                            stage[0].fall();
                            stage[0].rise();
                            throw CacheUnavailableException.refused(
                                    dev.holdfast.cache.FailedCall.unsent(Operation.GET, key, null), "old news");
                        }
                        return super.get(key);
                    }
                })) {
            stage[0] = trials;
            trials.cache.get("slow");

            assertThat(trials.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(trials.cache.figures().opened()).isOne();
        }
    }

    @Test
    void bulkCall_thatFailsForSomeKeys_isAnAnswer() {
        try (OutageStage stage = new OutageStage()) {
            stage.remote.inject(CallFault.failKeys("away"::equals));
            for (int i = 0; i < 50; i++) {
                stage.cache.setAll(Map.of("here", bytes("v"), "away", bytes("v")), LONG);
                stage.cache.getAll(List.of("here", "away"));
            }
            assertThat(stage.cache.state()).as("the key that failed is masked").isEqualTo(BreakerState.RECOVERING);
            assertThat(stage.cache.getAll(List.of("here", "away"))).hasSize(2);
        }
    }

    @Test
    void close_whileOpen_endsEveryOperation() {
        OutageStage stage = new OutageStage(FAIL_ALL);
        stage.fall();
        stage.close();
        DistributedCache closed = stage.cache;

        for (Throwable thrown : List.of(
                catchThrowable(() -> closed.get("k")),
                catchThrowable(() -> closed.set("k", bytes("v"), LONG)),
                catchThrowable(() -> closed.incr("k", 1)),
                catchThrowable(() -> closed.getAll(List.of())),
                catchThrowable(closed::ping))) {
            assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        }
        assertThat(stage.schedule.run()).isFalse();
    }

    @Test
    void signalledTrialThatFails_startsTheWaitsAnew() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            for (int i = 0; i < 7; i++) {
                stage.ticker.advance(Duration.ofNanos(stage.schedule.nanosToNext()));
                stage.schedule.run();
            }
            assertThat(Duration.ofNanos(stage.schedule.nanosToNext())).isEqualTo(Duration.ofSeconds(60));

            stage.remote.follow(FaultPlan.script().next(CallFault.failBefore()).afterwards(CallFault.pass()));
            stage.cache.remoteIsBack(); // connected, and loading its data set
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(Duration.ofNanos(stage.schedule.nanosToNext())).isEqualTo(Duration.ofSeconds(1));

            stage.ticker.advance(Duration.ofSeconds(1));
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"20, 10", "3, 1"})
    void trials_areAsManyAsAsked_howeverFewCallsMakeARate(int trials, int minimumCalls) {
        BreakerOptions options =
                BreakerOptions.builder().trials(trials).window(50, minimumCalls).build();
        try (OutageStage stage = new OutageStage(DegradedPolicy.defaults(), options)) {
            stage.fall();
            long before = stage.remote.counts().calls();
            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.remote.counts().calls() - before).isEqualTo(trials);
            assertThat(stage.moves.get(2).reason()).isEqualTo(trials + " good trials");
        }
    }

    /** What a call that is under way ends with, if the breaker is closed meanwhile. */
    private static @Nullable Throwable closedDuring(Consumer<DistributedCache> call) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        AtomicReference<OutageStage> stage = new AtomicReference<>();
        Thread caller = new Thread(() -> end.set(catchThrowable(() -> call.accept(stage.get().cache))));
        stage.set(new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    private CacheUnavailableException lost() {
                        asked.countDown();
                        try {
                            closing.await(10, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return new CacheUnavailableException(
                                dev.holdfast.cache.FailedCall.unsent(Operation.SET_ALL, null, null),
                                Outcome.UNKNOWN,
                                "closed",
                                null);
                    }

                    @Override
                    public byte[] get(String key) {
                        throw lost();
                    }

                    @Override
                    public void setAll(Map<String, byte[]> entries, Ttl ttl) {
                        throw lost();
                    }

                    @Override
                    public void close() {
                        closing.countDown();
                        try {
                            caller.join(10_000);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        super.close();
                    }
                }));
        caller.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        stage.get().close();
        return end.get();
    }

    @Test
    void close_whileCallsAreUnderWay_letsThemFail() throws Exception {
        assertThat(closedDuring(cache -> cache.get("k"))).isInstanceOf(CacheUnavailableException.class);
        assertThat(closedDuring(cache -> cache.setAll(Map.of("k", bytes("v")), LONG)))
                .as("nobody has it")
                .isInstanceOfSatisfying(
                        BulkCacheException.class, e -> assertThat(e.failures()).containsOnlyKeys("k"));
    }
}

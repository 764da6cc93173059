package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counters, locks and tokens: what must not be guessed, and what is counted exactly where a guess will do. */
class OutageCountersTest {
    private static final DegradedPolicy LOCAL = DegradedPolicy.builder()
            .conditionals(DegradedAnswer.LOCAL)
            .counters(DegradedAnswer.LOCAL)
            .warm(Duration.ofMinutes(1))
            .build();

    @Test
    void addCasAndCounters_areRefusedWhileOpen() {
        try (OutageStage stage = new OutageStage()) {
            stage.cache.set("k", bytes("1"), LONG);
            Versioned seen = Objects.requireNonNull(stage.cache.gets("k"));
            stage.fall();

            for (Runnable call : new Runnable[] {
                () -> stage.cache.add("lock", bytes("mine"), LONG),
                () -> stage.cache.replace("k", bytes("2"), LONG),
                () -> stage.cache.gets("k"),
                () -> stage.cache.getsAll(java.util.List.of("k")),
                () -> stage.cache.cas("k", bytes("2"), seen.token(), LONG),
                () -> stage.cache.delete("k", seen.token()),
                () -> stage.cache.incr("k", 1),
                () -> stage.cache.decr("k", 1),
                () -> stage.cache.incr("k", 1, 1, LONG),
                () -> stage.cache.decr("k", 1, 1, LONG)
            }) {
                assertThatThrownBy(call::run)
                        .satisfies(thrown -> assertThat(((dev.holdfast.cache.CacheException) thrown).outcome())
                                .isEqualTo(Outcome.NOT_APPLIED));
            }
            assertThat(stage.cache.figures().journalled()).isZero();
            stage.rise();
            assertThat(stage.cache.cas("k", bytes("2"), seen.token(), LONG)).isEqualTo(CasOutcome.STORED);
        }
    }

    @Test
    void lock_isNeverGrantedTwice_byTwoProcesses() {
        try (OutageStage one = new OutageStage();
                OutageStage two = new OutageStage(
                        one.server, DegradedPolicy.defaults(), BreakerOptions.defaults(), cache -> cache)) {
            assertThat(one.cache.add("lock", bytes("one"), LONG)).isTrue();
            two.fall();
            assertThatThrownBy(() -> two.cache.add("lock", bytes("two"), LONG))
                    .isInstanceOf(CacheUnavailableException.class);
            one.fall();
            assertThatThrownBy(() -> one.cache.add("lock", bytes("one again"), LONG))
                    .isInstanceOf(CacheUnavailableException.class);
            two.rise();
            assertThat(two.cache.add("lock", bytes("two"), LONG)).isFalse();
        }
    }

    @Test
    void countsMadeLocally_areAddedExactly_whateverTheServerCountedMeanwhile() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("there", bytes("100"), LONG);
            stage.cache.get("there"); // a copy of it
            stage.fall();
            for (int i = 0; i < 10; i++) {
                stage.cache.incr("there", 3);
                stage.cache.decr("there", 1);
                stage.cache.incr("created", 2, 5, Ttl.ofSeconds(100));
            }
            assertThat(stage.read("there")).isEqualTo("120");
            assertThat(stage.cache.incr("absent", 1)).isEqualTo(OptionalLong.empty());
            stage.server.incr("there", 1_000);
            stage.ticker.advance(Duration.ofSeconds(40));
            stage.rise();

            assertThat(stage.onServer("there")).isEqualTo("1120");
            assertThat(stage.onServer("created")).isEqualTo("23");
            assertThat(stage.server.ttl("created")).isEqualTo(Ttl.ofSeconds(60));
            assertThat(stage.onServer("absent")).isNull();
        }
    }

    @Test
    void counterThatWasThereAllAlong_getsTheFirstStepToo() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("n", bytes("1000"), LONG);
            stage.fall(); // without a copy of it here
            assertThat(stage.cache.incr("n", 1, 1, LONG)).isEqualTo(1);
            assertThat(stage.cache.incr("n", 1, 1, LONG)).isEqualTo(2);
            assertThat(stage.cache.incr("n", 1)).isEqualTo(OptionalLong.of(3));
            stage.rise();

            assertThat(stage.onServer("n")).isEqualTo("1003");
        }
    }

    @Test
    void counterSetOrDeletedHere_isAValue() {
        try (OutageStage stage = new OutageStage(DegradedPolicy.builder()
                .counters(DegradedAnswer.LOCAL)
                .reconciliation(DegradedReconciliation.REPLAY)
                .build())) {
            stage.server.set("set", bytes("1000"), LONG);
            stage.server.set("deleted", bytes("1000"), LONG);
            stage.fall();
            stage.cache.set("set", bytes("7"), LONG);
            stage.cache.incr("set", 1);
            stage.cache.delete("deleted");
            stage.cache.incr("deleted", 1, 5, LONG);
            stage.cache.incr("deleted", 1, 5, LONG);
            stage.rise();

            assertThat(stage.onServer("set")).isEqualTo("8");
            assertThat(stage.onServer("deleted")).isEqualTo("6");
        }
    }

    @Test
    void touchedCounter_isCountedAndTouched() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("n", bytes("10"), LONG);
            stage.cache.get("n");
            stage.fall();
            stage.cache.incr("n", 1);
            stage.cache.touch("n", Ttl.ofSeconds(20));
            stage.cache.incr("n", 1);
            stage.rise();

            assertThat(stage.onServer("n")).isEqualTo("12");
            assertThat(stage.server.ttl("n")).isEqualTo(Ttl.ofSeconds(20));
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void countWhoseAnswerIsLost_isNeverSentTwice() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("n", bytes("10"), LONG);
            stage.fall();
            stage.cache.incr("n", 1, 1, LONG);
            stage.remote.follow(FaultPlan.script().next(3, CallFault.pass()).next(CallFault.loseAnswer()));
            stage.cache.remoteIsBack();
            stage.schedule.run();

            assertThat(stage.onServer("n")).isEqualTo("11");
            assertThat(stage.cache.figures().uncertainCounts()).isOne();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void countThatWasCertainlyNotSent_isSentAgain() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("n", bytes("10"), LONG);
            stage.fall();
            stage.cache.incr("n", 1, 1, LONG);
            stage.remote.follow(FaultPlan.script().next(3, CallFault.pass()).next(CallFault.failBefore()));
            stage.cache.remoteIsBack();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
            assertThat(stage.cache.incr("n", 1, 1, LONG)).isEqualTo(2);
            stage.schedule.run();

            assertThat(stage.onServer("n")).isEqualTo("12");
            assertThat(stage.cache.figures().uncertainCounts()).isZero();
        }
    }

    @Test
    void countMadeWhileEarlierOnesAreTold_isToldOnce_andSoAreThey() {
        OutageStage[] stage = new OutageStage[1];
        boolean[] once = {true};
        try (OutageStage busy =
                new OutageStage(null, LOCAL, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public long incr(String key, long delta, long initial, Ttl ttl) {
                        if (once[0]) {
                            once[0] = false;
                            stage[0].cache.incr("n", 1, 1, LONG);
                            stage[0].cache.touch("n", Ttl.ofSeconds(50));
                        }
                        return super.incr(key, delta, initial, ttl);
                    }
                })) {
            stage[0] = busy;
            busy.server.set("n", bytes("100"), LONG);
            busy.fall();
            busy.cache.incr("n", 10, 10, LONG);
            busy.rise();

            assertThat(busy.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(busy.onServer("n")).isEqualTo("111");
            assertThat(busy.server.ttl("n")).isEqualTo(Ttl.ofSeconds(50));
        }
    }

    @Test
    void countsMadeWhileEarlierOnesAreGivenBack_areNotLost_norAreThey() throws Exception {
        int counts = 200_000;
        OutageJournal journal = new OutageJournal(1);
        DegradedStore store =
                new DegradedStore(Caches.open("local:here"), journal, System::nanoTime, "remote", () -> {});
        Thread counting = new Thread(() -> {
            for (int i = 0; i < counts; i++) {
                store.count(Operation.INCR, "n", 1, 1, LONG);
            }
        });
        counting.start();
        while (counting.isAlive()) {
            OutageEntry claimed = journal.claim("n");
            if (claimed != null) {
                journal.giveBack("n", claimed, System.nanoTime());
            }
        }

        OutageEntry left = Objects.requireNonNull(journal.claim("n"));
        assertThat(Objects.requireNonNull(left.count()).sum()).isEqualTo(counts);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countOnAValueSetHere_whileThatIsReplayed_isReplayedToo(boolean withInitial) {
        OutageStage[] stage = new OutageStage[1];
        try (OutageStage busy = new OutageStage(
                null,
                DegradedPolicy.builder()
                        .counters(DegradedAnswer.LOCAL)
                        .reconciliation(DegradedReconciliation.REPLAY)
                        .build(),
                BreakerOptions.defaults(),
                remote -> new ForwardingCache(remote) {
                    @Override
                    public void set(String key, byte[] value, Ttl ttl) {
                        if (OutageStage.text(value).equals("41")) {
                            if (withInitial) {
                                stage[0].cache.incr("n", 1, 1, Ttl.ofSeconds(1));
                            } else {
                                stage[0].cache.incr("n", 1);
                            }
                        }
                        super.set(key, value, ttl);
                    }
                })) {
            stage[0] = busy;
            busy.fall();
            busy.cache.set("n", bytes("41"), LONG);
            busy.rise();

            assertThat(busy.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(busy.onServer("n")).isEqualTo("42");
            assertThat(busy.server.ttl("n")).isEqualTo(LONG);
        }
    }

    @Test
    void incrWhoseAnswerIsLost_isReported_notCountedAgainLocally() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("n", bytes("10"), LONG);
            stage.remote.follow(FaultPlan.script().next(CallFault.loseAnswer()).next(CallFault.failBefore()));
            assertThatThrownBy(() -> stage.cache.incr("n", 1))
                    .isInstanceOfSatisfying(
                            CacheTransientException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
            assertThat(stage.cache.incr("n", 1, 1, LONG))
                    .as("certainly not applied")
                    .isEqualTo(1);
            stage.schedule.run();

            assertThat(stage.onServer("n")).isEqualTo("12");
        }
    }

    @Test
    void token_ofTheOtherSide_answersChanged_andIsNotSent() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.cache.set("k", bytes("1"), LONG);
            Versioned remote = Objects.requireNonNull(stage.cache.gets("k"));
            stage.fall();
            assertThat(stage.cache.cas("k", bytes("x"), remote.token(), LONG)).isEqualTo(CasOutcome.CHANGED);
            assertThat(stage.cache.delete("k", remote.token())).isEqualTo(CasOutcome.CHANGED);
            Versioned here = Objects.requireNonNull(stage.cache.gets("k"));
            assertThat(stage.cache.cas("k", bytes("2"), here.token(), LONG)).isEqualTo(CasOutcome.STORED);
            assertThat(stage.cache.cas("k", bytes("3"), here.token(), LONG)).isEqualTo(CasOutcome.CHANGED);
            Versioned latest = Objects.requireNonNull(stage.cache.gets("k"));
            stage.rise();
            stage.cache.set("k", bytes("2"), LONG);
            long sent = stage.remote.counts().calls();

            assertThat(stage.cache.cas("k", bytes("x"), latest.token(), LONG)).isEqualTo(CasOutcome.CHANGED);
            assertThat(stage.cache.delete("k", latest.token())).isEqualTo(CasOutcome.CHANGED);
            assertThat(stage.remote.counts().calls()).isEqualTo(sent);
            assertThat(stage.cache.cas("k", bytes("x"), remote.token(), LONG)).isEqualTo(CasOutcome.CHANGED);
            assertThat(stage.onServer("k")).isEqualTo("2");
        }
    }

    @Test
    void addAndReplace_whereAGuessWillDo_areJournalled() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("taken", bytes("before"), LONG);
            stage.fall();
            assertThat(stage.cache.add("taken", bytes("here"), LONG)).isTrue();
            assertThat(stage.cache.add("taken", bytes("again"), LONG)).isFalse();
            assertThat(stage.cache.replace("taken", bytes("newer"), LONG)).isTrue();
            assertThat(stage.cache.replace("absent", bytes("x"), LONG)).isFalse();
            assertThat(stage.cache.figures().journalled()).isOne();
            stage.rise();

            assertThat(stage.onServer("taken")).as("invalidated").isNull();
        }
    }

    @Test
    void counterThatEndedHere_andWasCreatedAgain_isCreatedAfterwards() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.server.set("there", bytes("100"), LONG);
            stage.fall();
            for (int i = 0; i < 2; i++) {
                stage.ticker.advance(Duration.ofSeconds(11));
                assertThat(stage.cache.incr("rl", 1, 1, Ttl.ofSeconds(10))).isEqualTo(1);
                assertThat(stage.cache.incr("there", 1, 1, Ttl.ofSeconds(10))).isEqualTo(1);
            }
            stage.rise();

            assertThat(stage.onServer("rl")).isEqualTo("1");
            assertThat(stage.server.ttl("rl")).isEqualTo(Ttl.ofSeconds(10));
            assertThat(stage.onServer("there")).as("it never ended there").isEqualTo("102");
        }
    }

    /** The step that follows its end creates it anew, or keeps it by a touch before. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void counterThatEndsHere_whileItIsTold_isCreatedAfterwards(boolean touched) {
        OutageStage[] stage = new OutageStage[1];
        boolean[] once = {true};
        try (OutageStage busy =
                new OutageStage(null, LOCAL, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public long incr(String key, long delta, long initial, Ttl ttl) {
                        if (once[0]) {
                            once[0] = false;
                            if (touched) {
                                stage[0].cache.touch("n", Ttl.ofSeconds(100));
                            }
                            stage[0].ticker.advance(Duration.ofSeconds(11));
                            stage[0].cache.incr("n", 1, 1, Ttl.ofSeconds(10));
                            throw new CacheUnavailableException(
                                    FailedCall.unsent(Operation.INCR, key, null),
                                    Outcome.NOT_APPLIED,
                                    "not sent",
                                    null);
                        }
                        return super.incr(key, delta, initial, ttl);
                    }
                })) {
            stage[0] = busy;
            busy.fall();
            busy.cache.incr("n", 5, 5, Ttl.ofSeconds(10));
            busy.rise();
            busy.schedule.run();

            assertThat(busy.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(busy.onServer("n")).isEqualTo(touched ? "6" : "1");
            assertThat(busy.server.ttl("n")).isEqualTo(touched ? Ttl.ofSeconds(89) : Ttl.ofSeconds(10));
        }
    }

    @Test
    void counterCreatedAndTouchedHere_isCreatedAfterwards() {
        try (OutageStage stage = new OutageStage(LOCAL)) {
            stage.fall();
            stage.cache.incr("n", 1, 5, Ttl.ofSeconds(10));
            assertThat(stage.cache.touch("n", Ttl.ofSeconds(100))).isTrue();
            stage.ticker.advance(Duration.ofSeconds(11));
            assertThat(stage.cache.incr("n", 1, 5, Ttl.ofSeconds(10))).isEqualTo(6);
            stage.rise();

            assertThat(stage.onServer("n")).isEqualTo("6");
            assertThat(stage.server.ttl("n")).isEqualTo(Ttl.ofSeconds(89));
        }
    }

    @Test
    void counterThatATouchEndedHere_isAValueWhenItIsCreatedAgain() {
        try (OutageStage stage = new OutageStage(DegradedPolicy.builder()
                .counters(DegradedAnswer.LOCAL)
                .reconciliation(DegradedReconciliation.REPLAY)
                .warm(Duration.ofMinutes(1))
                .build())) {
            for (String key : java.util.List.of("touched", "counted")) {
                stage.cache.set(key, bytes("100"), LONG);
            }
            stage.fall();
            stage.cache.incr("counted", 1);
            stage.cache.touch("touched", Ttl.ofSeconds(1));
            stage.cache.touch("counted", Ttl.ofSeconds(1));
            stage.ticker.advance(Duration.ofSeconds(2));
            assertThat(stage.cache.incr("touched", 1, 5, LONG)).isEqualTo(5);
            assertThat(stage.cache.incr("counted", 1, 5, LONG)).isEqualTo(5);
            stage.rise();

            assertThat(stage.onServer("touched")).isEqualTo("5");
            assertThat(stage.onServer("counted")).isEqualTo("5");
            assertThat(stage.server.ttl("counted")).isEqualTo(LONG);
        }
    }

    @Test
    void countThatAServerRefusesForNow_isSentAgain_andOneItRefusesForGoodIsNot() {
        CacheRejectedException.Reason[] reason = {CacheRejectedException.Reason.READ_ONLY};
        try (OutageStage stage =
                new OutageStage(null, LOCAL, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public long incr(String key, long delta, long initial, Ttl ttl) {
                        if (reason[0] != null) {
                            throw new CacheRejectedException(
                                    FailedCall.unsent(Operation.INCR, key, null), reason[0], "refused", null);
                        }
                        return super.incr(key, delta, initial, ttl);
                    }
                })) {
            stage.fall();
            stage.cache.incr("n", 1, 1, LONG);
            stage.rise();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
            assertThat(stage.cache.figures().uncertainCounts()).isZero();
            reason[0] = null;
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.onServer("n")).isEqualTo("1");

            stage.fall();
            stage.cache.incr("n", 1, 1, LONG);
            reason[0] = CacheRejectedException.Reason.COUNTER_LIMIT;
            stage.rise();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.cache.figures().uncertainCounts()).isOne();
        }
    }
}

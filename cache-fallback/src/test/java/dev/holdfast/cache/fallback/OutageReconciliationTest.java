package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOverloadedException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What was written during an outage, and what is read after it. */
class OutageReconciliationTest {
    private static DegradedPolicy.Builder replaying() {
        return DegradedPolicy.builder().reconciliation(DegradedReconciliation.REPLAY);
    }

    private static OutageStage stage(DegradedReconciliation how) {
        OutageStage stage = new OutageStage(DegradedPolicy.builder()
                .reconciliation(how)
                .warm(Duration.ofMinutes(1))
                .build());
        for (String key : List.of("set", "deleted", "touched", "untouched")) {
            stage.cache.set(key, bytes("before"), LONG);
        }
        stage.fall();
        stage.cache.set("set", bytes("during"), LONG);
        assertThat(stage.cache.delete("deleted")).isTrue();
        assertThat(stage.cache.touch("touched", Ttl.ofSeconds(100))).isTrue();
        return stage;
    }

    @ParameterizedTest
    @EnumSource(DegradedReconciliation.class)
    void keysWrittenDuringTheOutage_neverGiveTheOlderValue(DegradedReconciliation how) {
        try (OutageStage stage = stage(how)) {
            assertThat(stage.read("set")).isEqualTo("during");
            assertThat(stage.read("deleted")).isNull();
            assertThat(stage.read("touched")).isEqualTo("before");
            assertThat(stage.cache.figures().journalled()).isEqualTo(3);

            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.cache.figures().reconciled()).isEqualTo(3);
            assertThat(stage.read("set"))
                    .isEqualTo(how == DegradedReconciliation.REPLAY ? "during" : null)
                    .isEqualTo(stage.onServer("set"));
            assertThat(stage.read("deleted")).isNull();
            assertThat(stage.onServer("deleted")).isNull();
            assertThat(stage.read("touched")).isEqualTo("before");
            assertThat(Objects.requireNonNull(stage.server.ttl("touched")).duration())
                    .isEqualTo(Duration.ofSeconds(100));
            assertThat(stage.onServer("untouched")).isEqualTo("before");
        }
    }

    @Test
    void replay_keepsWhatIsLeftOfTheTime_andDeletesWhatHasExpired() {
        try (OutageStage stage = new OutageStage(replaying().build())) {
            stage.cache.set("short", bytes("before"), LONG);
            stage.fall();
            stage.cache.set("long", bytes("v"), Ttl.ofSeconds(100));
            stage.cache.set("short", bytes("v"), Ttl.ofSeconds(10));
            stage.cache.set("forever", bytes("v"), Ttl.forever());
            stage.ticker.advance(Duration.ofSeconds(30));
            stage.rise();

            assertThat(stage.server.ttl("long")).isEqualTo(Ttl.ofSeconds(70));
            assertThat(stage.server.ttl("short"))
                    .as("expired here, so gone there")
                    .isNull();
            assertThat(stage.server.ttl("forever")).isEqualTo(Ttl.forever());
        }
    }

    @Test
    void replay_thatTheServerRefuses_becomesADeletion() {
        try (OutageStage stage = new OutageStage(
                null, replaying().build(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void set(String key, byte[] value, Ttl ttl) {
                        throw rejected(key);
                    }
                })) {
            stage.server.set("k", bytes("before"), LONG);
            stage.fall();
            stage.cache.set("k", bytes("during"), LONG);
            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.onServer("k")).isNull();
        }
    }

    private static CacheRejectedException rejected(String key) {
        return new CacheRejectedException(
                FailedCall.unsent(Operation.SET, key, null),
                CacheRejectedException.Reason.READ_ONLY,
                "a replica",
                null);
    }

    @Test
    void keyThatTheServerRefusesToDelete_staysMasked_andTheOthersAreFree() {
        boolean[] readOnly = {true};
        try (OutageStage stage = new OutageStage(
                null, replaying().build(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        if (readOnly[0]) {
                            throw rejected("many");
                        }
                        super.deleteAll(keys);
                    }
                })) {
            stage.server.set("gone", bytes("before"), LONG);
            stage.fall();
            stage.cache.delete("gone");
            stage.cache.set("k", bytes("during"), LONG);
            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
            assertThat(stage.read("gone")).isNull();
            assertThat(stage.onServer("gone")).isEqualTo("before");
            assertThat(stage.onServer("k")).isEqualTo("during");
            assertThatThrownBy(() -> stage.cache.add("gone", bytes("lock"), LONG))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("still on its way");
            assertThat(stage.cache.add("other", bytes("lock"), LONG)).isTrue();

            readOnly[0] = false;
            assertThat(stage.schedule.run()).as("tried again").isTrue();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.onServer("gone")).isNull();
        }
    }

    @Test
    void closed_isNeverSaidWhileTheRemoteCacheLacksAnything() throws Exception {
        try (OutageStage stage = new OutageStage(
                null, replaying().build(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        throw rejected("many");
                    }
                })) {
            stage.fall();
            stage.cache.delete("gone");
            AtomicBoolean over = new AtomicBoolean();
            AtomicBoolean saidClosed = new AtomicBoolean();
            Thread looking = new Thread(() -> {
                while (!over.get()) {
                    if (stage.cache.state() == BreakerState.CLOSED) {
                        saidClosed.set(true);
                    }
                }
            });
            looking.start();

            stage.rise();
            for (int i = 0; i < 20_000; i++) {
                stage.schedule.run();
            }
            over.set(true);
            looking.join();

            assertThat(stage.cache.figures().journalled()).isOne();
            assertThat(saidClosed).isFalse();
        }
    }

    @Test
    void reconciliationThatFails_leavesTheRestMasked_untilItIsDone() {
        try (OutageStage stage = new OutageStage(replaying().build())) {
            for (int i = 0; i < 20; i++) {
                stage.server.set("k" + i, bytes("before"), LONG);
            }
            stage.fall();
            for (int i = 0; i < 20; i++) {
                stage.cache.set("k" + i, bytes("during"), LONG);
            }
            stage.remote.follow(FaultPlan.script()
                    .next(3, CallFault.pass())
                    .next(7, CallFault.pass())
                    .afterwards(CallFault.loseAnswer()));
            stage.cache.remoteIsBack();
            stage.schedule.run();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
            assertThat(stage.cache.figures().reconciled()).isEqualTo(7);
            for (int i = 0; i < 20; i++) {
                if (stage.onServer("k" + i).equals("before")) {
                    assertThat(stage.read("k" + i)).isEqualTo("during");
                }
            }
            stage.remote.heal();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            for (int i = 0; i < 20; i++) {
                assertThat(stage.onServer("k" + i)).isEqualTo("during");
            }
        }
    }

    @Test
    void falls_whileReconciling_andTheRestWaitsForTheNextTime() {
        try (OutageStage stage = new OutageStage()) {
            stage.fall();
            stage.cache.set("k", bytes("during"), LONG);
            stage.remote.follow(FaultPlan.script().next(3, CallFault.pass()).afterwards(CallFault.failBefore()));
            stage.cache.remoteIsBack();
            for (int i = 0; i < 5; i++) {
                stage.schedule.run();
            }

            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.read("k")).isEqualTo("during");
            stage.rise();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    /** Else it would be open for as long as callers write faster than it can tell. */
    @Test
    void falls_byCallersWhileReconciling_andTriesAgainBeforeMoreIsTold() {
        AtomicReference<OutageStage> played = new AtomicReference<>();
        AtomicBoolean falls = new AtomicBoolean(true);
        try (OutageStage stage = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        super.deleteAll(keys);
                        if (falls.getAndSet(false)) {
                            played.get().fall();
                            played.get().remote.heal();
                        }
                    }
                })) {
            played.set(stage);
            stage.fall();
            for (int i = 0; i < 600; i++) {
                stage.cache.set("key" + i, bytes("during"), LONG);
            }

            stage.rise();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.OPEN);
            assertThat(stage.cache.figures().reconciled()).isPositive().isLessThan(600);

            stage.ticker.advance(BreakerOptions.defaults().maxTrialWait());
            stage.schedule.run();

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.cache.figures().reconciled()).isEqualTo(600);
        }
    }

    @Test
    void writeWhoseAnswerIsLost_isAnsweredLocally_andReconciled() {
        try (OutageStage stage = new OutageStage(replaying().build())) {
            stage.server.set("k", bytes("before"), LONG);
            stage.remote.follow(
                    FaultPlan.script().next(CallFault.hangAfterApplying()).next(CallFault.loseAnswer()));
            stage.cache.set("k", bytes("during"), LONG);
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
            stage.cache.delete("other");

            assertThat(stage.read("k")).isEqualTo("during");
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(stage.onServer("k")).isEqualTo("during");
            assertThat(stage.states()).containsExactly("closed → recovering", "recovering → closed");
        }
    }

    @Test
    void valuesThatMustFail_areToldTheTruth_andNotJournalled() {
        try (OutageStage stage = new OutageStage(
                DegradedPolicy.builder().values(DegradedAnswer.FAIL).build())) {
            stage.remote.follow(FaultPlan.script().next(CallFault.loseAnswer()));
            assertThatThrownBy(() -> stage.cache.set("k", bytes("v"), LONG))
                    .isInstanceOfSatisfying(
                            CacheUnavailableException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN));
            assertThat(stage.cache.figures().journalled()).isZero();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void fullJournal_refusesFurtherKeys_loudly_andForgetsNothing() {
        try (OutageStage stage =
                new OutageStage(DegradedPolicy.builder().journalKeys(3).build())) {
            for (int i = 0; i < 5; i++) {
                stage.server.set("k" + i, bytes("before"), LONG);
            }
            stage.fall();
            for (int i = 0; i < 3; i++) {
                stage.cache.set("k" + i, bytes("during"), LONG);
            }
            assertThatThrownBy(() -> stage.cache.set("k3", bytes("lost?"), LONG))
                    .isInstanceOfSatisfying(CacheOverloadedException.class, e -> {
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                        assertThat(e).hasMessageContaining("journalKeys=3");
                    });
            assertThatThrownBy(() -> stage.cache.setAll(Map.of("k2", bytes("again"), "k4", bytes("lost?")), LONG))
                    .isInstanceOfSatisfying(BulkCacheException.class, e -> {
                        assertThat(e.done()).containsExactly("k2");
                        assertThat(e.failures()).containsOnlyKeys("k4");
                    });
            assertThat(stage.read("k3")).isNull();
            stage.rise();

            assertThat(stage.onServer("k2")).isNull();
            assertThat(stage.read("k3"))
                    .as("the caller knows that it was not written")
                    .isEqualTo("before");
            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
            stage.cache.set("k3", bytes("after"), LONG);
            assertThat(stage.onServer("k3")).isEqualTo("after");
        }
    }

    @Test
    void fullJournal_neverHasAWriteCalledNotApplied_thatTheServerMayHaveDone() {
        try (OutageStage stage =
                new OutageStage(DegradedPolicy.builder().journalKeys(1).build())) {
            stage.remote.inject(CallFault.loseAnswer());
            stage.cache.set("journalled", bytes("v"), LONG);

            CacheException one =
                    catchThrowableOfType(CacheException.class, () -> stage.cache.set("one", bytes("v"), LONG));
            BulkCacheException many = catchThrowableOfType(
                    BulkCacheException.class,
                    () -> stage.cache.setAll(Map.of("a", bytes("v"), "b", bytes("v"), "c", bytes("v")), LONG));
            stage.remote.inject(CallFault.failBefore());
            CacheException neverSent =
                    catchThrowableOfType(CacheException.class, () -> stage.cache.set("never", bytes("v"), LONG));

            assertThat(stage.server.getAll(List.of("one", "a", "b", "c", "never")))
                    .containsOnlyKeys("one", "a", "b", "c");
            assertThat(one.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(one.getSuppressed()).hasSize(1).hasOnlyElementsOfType(CacheOverloadedException.class);
            assertThat(many.failures().values())
                    .hasSize(3)
                    .extracting(CacheException::outcome)
                    .containsOnly(Outcome.UNKNOWN);
            assertThat(many.getCause().getSuppressed()).as("not once a key").hasSize(1);
            assertThat(neverSent).isInstanceOf(CacheOverloadedException.class);
            assertThat(stage.cache.state()).as("they were asked").isEqualTo(BreakerState.RECOVERING);
        }
    }

    @Test
    void twoProcesses_invalidating_leaveNeithersOlderValue() {
        try (OutageStage one = new OutageStage();
                OutageStage two = new OutageStage(
                        one.server, DegradedPolicy.defaults(), BreakerOptions.defaults(), cache -> cache)) {
            one.cache.set("k", bytes("before"), LONG);
            one.fall();
            two.fall();
            one.cache.set("k", bytes("one"), LONG);
            two.cache.set("k", bytes("two"), LONG);
            one.rise();
            assertThat(one.read("k")).isNull();
            assertThat(two.read("k")).as("still away").isEqualTo("two");
            one.cache.set("k", bytes("loaded anew"), LONG);
            two.rise();

            assertThat(one.read("k")).isNull();
            assertThat(two.read("k")).isNull();
        }
    }

    @Test
    void twoProcesses_replaying_theLastToComeBackWins() {
        try (OutageStage one = new OutageStage(replaying().build());
                OutageStage two =
                        new OutageStage(one.server, replaying().build(), BreakerOptions.defaults(), cache -> cache)) {
            one.fall();
            two.fall();
            two.cache.set("k", bytes("two"), LONG);
            one.cache.set("k", bytes("one"), LONG);
            one.rise();
            two.rise();

            assertThat(one.read("k")).isEqualTo("two");
            assertThat(two.read("k")).isEqualTo("two");
        }
    }

    @Test
    void oneProcessDegradedAlone_comesLast_asDocumented() {
        try (OutageStage away = new OutageStage(replaying().build());
                OutageStage there =
                        new OutageStage(away.server, replaying().build(), BreakerOptions.defaults(), cache -> cache)) {
            away.fall();
            away.cache.set("k", bytes("older"), LONG);
            away.cache.delete("lock");
            there.cache.set("k", bytes("newer"), LONG);
            assertThat(there.cache.add("lock", bytes("there"), LONG)).isTrue();
            away.rise();

            assertThat(there.read("k")).isEqualTo("older");
            assertThat(there.read("lock")).isNull();
        }
    }

    @Test
    void bulkCalls_askEachSideForItsKeys() {
        boolean[] stuck = {true};
        try (OutageStage stage = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        if (stuck[0] && keys.contains("masked")) {
                            throw rejected("masked");
                        }
                        super.deleteAll(keys);
                    }
                })) {
            stage.server.setAll(Map.of("masked", bytes("before"), "free", bytes("server's")), LONG);
            stage.fall();
            stage.cache.set("masked", bytes("during"), LONG);
            stage.rise();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);

            Map<String, byte[]> found = stage.cache.getAll(List.of("masked", "absent", "free"));
            assertThat(found.keySet()).containsExactly("masked", "free");
            assertThat(found.get("masked")).isEqualTo(bytes("during"));
            assertThat(found.get("free")).isEqualTo(bytes("server's"));
            assertThatThrownBy(() -> stage.cache.getsAll(List.of("masked", "free")))
                    .isInstanceOfSatisfying(BulkCacheException.class, e -> {
                        assertThat(e.foundVersioned()).containsOnlyKeys("free");
                        assertThat(e.failures()).containsOnlyKeys("masked");
                    });
            stage.cache.deleteAll(List.of("masked", "free"));
            assertThat(stage.onServer("free")).isNull();
            assertThat(stage.onServer("masked")).isEqualTo("before");
            assertThat(stage.cache.getAll(List.of("masked", "free"))).isEmpty();
            stuck[0] = false;
            stage.schedule.run();
            assertThat(stage.onServer("masked")).isNull();
        }
    }

    /** A cache of which many keys are read, meanwhile something happens. */
    private static DistributedCache interrupted(DistributedCache cache, AtomicReference<Runnable> meanwhile) {
        return new ForwardingCache(cache) {
            private void happens() {
                meanwhile.getAndSet(() -> {}).run();
            }

            @Override
            public byte[] get(String key) {
                happens();
                return super.get(key);
            }

            @Override
            public Versioned gets(String key) {
                happens();
                return super.gets(key);
            }

            @Override
            public Map<String, byte[]> getAll(Collection<String> keys) {
                happens();
                return super.getAll(keys);
            }

            @Override
            public Map<String, Versioned> getsAll(Collection<String> keys) {
                happens();
                return super.getsAll(keys);
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void keyReplayedDuringABulkRead_isFound(boolean whileRemoteIsAsked, boolean withTokens) {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        UnaryOperator<DistributedCache> interrupted = cache -> interrupted(cache, meanwhile);
        try (OutageStage stage = new OutageStage(
                null,
                replaying().conditionals(DegradedAnswer.LOCAL).build(),
                BreakerOptions.defaults(),
                whileRemoteIsAsked ? interrupted : UnaryOperator.identity(),
                whileRemoteIsAsked ? UnaryOperator.identity() : interrupted)) {
            stage.server.set("other", bytes("server's"), LONG);
            stage.fall();
            stage.cache.set("k", bytes("during"), LONG);
            stage.remote.follow(FaultPlan.script().next(3, CallFault.pass()).next(CallFault.failBefore()));
            stage.cache.remoteIsBack();
            stage.schedule.run();
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);

            meanwhile.set(stage.schedule::run);
            Set<String> found = withTokens
                    ? stage.cache.getsAll(List.of("k", "other")).keySet()
                    : stage.cache.getAll(List.of("k", "other")).keySet();

            assertThat(stage.cache.state()).as("told meanwhile").isEqualTo(BreakerState.CLOSED);
            assertThat(found).containsExactly("k", "other");
        }
    }

    @Test
    void bulkWrite_waitsForKeysThatAreReconciled_asLongForAllOfThemAsForOne() {
        Map<String, byte[]> entries = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            entries.put("k" + i, bytes("newer"));
        }
        OutageStage[] stage = new OutageStage[1];
        AtomicLong waitedNanos = new AtomicLong();
        try (OutageStage busy = new OutageStage(
                null, replaying().build(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        long start = System.nanoTime();
                        stage[0].cache.setAll(entries, LONG);
                        waitedNanos.set(System.nanoTime() - start);
                        super.deleteAll(keys);
                    }
                })) {
            stage[0] = busy;
            busy.fall();
            busy.cache.deleteAll(entries.keySet());
            busy.rise();

            assertThat(Duration.ofNanos(waitedNanos.get())).isBetween(Duration.ofMillis(50), Duration.ofSeconds(2));
            assertThat(busy.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(busy.server.getAll(entries.keySet())).hasSize(100);
        }
    }

    @Test
    void processThatEndsWhileDegraded_losesItsJournal_asDocumented() {
        OutageStage dead = new OutageStage();
        OutageStage heir = new OutageStage(
                dead.server, DegradedPolicy.defaults(), BreakerOptions.defaults(), cache -> new ForwardingCache(cache) {
                    @Override
                    public void close() {}
                });
        try (heir) {
            dead.cache.set("k", bytes("before"), LONG);
            dead.fall();
            dead.cache.set("k", bytes("during"), LONG);
            // the process dies here: nothing of it runs any more

            assertThat(heir.read("k")).isEqualTo("before");
        }
    }

    @ParameterizedTest
    @EnumSource(DegradedReconciliation.class)
    void keyThatTheRemoteCacheCantTake_holdsUpNoOthers(DegradedReconciliation how) {
        try (OutageStage stage = new OutageStage(
                null,
                DegradedPolicy.builder().reconciliation(how).build(),
                BreakerOptions.defaults(),
                remote -> new ForwardingCache(remote) {
                    private void check(Collection<String> keys) {
                        if (keys.stream().anyMatch(key -> key.startsWith("bad"))) {
                            throw new IllegalArgumentException("too long with the prefix below");
                        }
                    }

                    @Override
                    public void set(String key, byte[] value, Ttl ttl) {
                        check(List.of(key));
                        super.set(key, value, ttl);
                    }

                    @Override
                    public boolean delete(String key) {
                        check(List.of(key));
                        return super.delete(key);
                    }

                    @Override
                    public void deleteAll(Collection<String> keys) {
                        check(keys);
                        super.deleteAll(keys);
                    }
                })) {
            List<String> good = List.of("good set", "good deleted", "good too");
            good.forEach(key -> stage.server.set(key, bytes("before"), LONG));
            stage.fall();
            stage.cache.set("bad set", bytes("during"), LONG);
            stage.cache.delete("bad deleted");
            stage.cache.set("good set", bytes("during"), LONG);
            stage.cache.deleteAll(List.of("good deleted", "good too"));
            stage.rise();

            assertThat(stage.server.getAll(good)).hasSize(how == DegradedReconciliation.REPLAY ? 1 : 0);
            assertThat(stage.onServer("good set")).isEqualTo(how == DegradedReconciliation.REPLAY ? "during" : null);
            assertThat(stage.cache.figures().journalled())
                    .as("those that are bad")
                    .isEqualTo(2);
            assertThat(stage.cache.state()).isEqualTo(BreakerState.RECOVERING);
        }
    }

    @Test
    void keyJournalledLate_doesNotWaitForThoseRefusedForLong() {
        try (OutageStage stage = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        if (keys.contains("gone")) {
                            throw rejected("gone");
                        }
                        super.deleteAll(keys);
                    }
                })) {
            stage.fall();
            stage.cache.delete("gone");
            stage.rise();
            for (int i = 0; i < 20; i++) {
                stage.schedule.run();
            }
            stage.remote.follow(FaultPlan.script().next(CallFault.failBefore()).afterwards(CallFault.pass()));
            stage.cache.set("fresh", bytes("v"), LONG);

            assertThat(stage.cache.figures().journalled()).isEqualTo(2);
            assertThat(Duration.ofNanos(stage.schedule.nanosToNext()))
                    .isLessThanOrEqualTo(BreakerOptions.defaults().trialWait());
        }
    }

    @Test
    void keyWrittenAgainWhileItIsTold_isReconciledOnce() {
        OutageStage[] stage = new OutageStage[1];
        boolean[] once = {true};
        try (OutageStage busy = new OutageStage(
                null, DegradedPolicy.defaults(), BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public void deleteAll(Collection<String> keys) {
                        if (once[0]) {
                            once[0] = false;
                            stage[0].cache.set("k", bytes("again"), LONG);
                        }
                        super.deleteAll(keys);
                    }
                })) {
            stage[0] = busy;
            busy.fall();
            busy.cache.set("k", bytes("during"), LONG);
            busy.rise();

            assertThat(busy.cache.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(busy.cache.figures().reconciled()).isOne();
        }
    }
}

package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedPhaseTest {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final String KEY = "holdfast:migration:users";

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final DistributedCache cache = Caches.open("local:");
    private int pauses;

    @AfterEach
    void close() {
        cache.close();
    }

    private SharedPhase joined(String process) {
        return joined(process, () -> {});
    }

    private SharedPhase joined(String process, Runnable othersMeanwhile) {
        return SharedPhase.joinByHand(cache, "users", process, ticker, () -> {
            pauses++;
            othersMeanwhile.run();
        });
    }

    private void aPeriodPasses(SharedPhase... looking) {
        ticker.advance(PERIOD);
        List.of(looking).forEach(SharedPhase::refresh);
    }

    private void allMoveTo(MigrationPhase phase, SharedPhase... all) {
        while (all[0].phase() != phase) {
            all[0].moveTo(all[0].phase().stepTowards(phase));
            aPeriodPasses(all); // act on it
            aPeriodPasses(all); // acknowledge it
        }
    }

    @Test
    void fleet_beginsInOldOnly_andNewcomersBeginWhereItIs() {
        SharedPhase first = joined("web-1");
        assertThat(first.phase()).isEqualTo(MigrationPhase.OLD_ONLY);

        first.moveTo(MigrationPhase.MIRROR);
        SharedPhase second = joined("web-2");

        assertThat(second.phase()).isEqualTo(MigrationPhase.MIRROR);
        assertThat(second.fleet().acknowledged()).containsOnlyKeys("web-1", "web-2");
    }

    @Test
    void process_thatFindsNoEntry_waitsTwoPeriodsForOneThatKnows() {
        joined("web-1");
        assertThat(pauses).isEqualTo(2);

        joined("web-2");
        assertThat(pauses).as("there is an entry").isEqualTo(2);
    }

    @Test
    void entryLost_runningProcessesStayInTheirPhase_andTellWhoJoins() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        allMoveTo(MigrationPhase.DRAIN, first, second);

        cache.delete(KEY);
        SharedPhase newcomer = joined("web-3", () -> aPeriodPasses(second));

        assertThat(newcomer.phase()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(first.refresh()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(second.refresh()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(first.fleet().generation()).isEqualTo(3);
        assertThat(first.fleet().acknowledged()).containsOnlyKeys("web-1", "web-2", "web-3");
    }

    @Test
    void entryLost_andBegunAnewByOneWhomNobodyTold_isWrittenAgain() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        allMoveTo(MigrationPhase.DRAIN, first, second);

        cache.delete(KEY);
        SharedPhase newcomer = joined("web-3");

        assertThat(first.refresh()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(second.refresh()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(newcomer.refresh()).isEqualTo(MigrationPhase.DRAIN);
        assertThat(first.fleet().laggards()).containsExactly("web-3");
    }

    @Test
    void entryOfAnEarlierGeneration_isOverwritten() {
        SharedPhase first = joined("web-1");
        byte[] earlier = cache.get(KEY);
        allMoveTo(MigrationPhase.MIRROR, first);

        cache.set(KEY, earlier, Ttl.forever());

        assertThat(first.refresh()).isEqualTo(MigrationPhase.MIRROR);
        assertThat(joined("web-2").phase()).isEqualTo(MigrationPhase.MIRROR);
    }

    @Test
    void entryLost_nobodyMovesOnUntilAllHaveAcknowledgedAnew() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        allMoveTo(MigrationPhase.FALLBACK, first, second);

        cache.delete(KEY);
        assertThatIllegalStateException()
                .isThrownBy(() -> first.moveTo(MigrationPhase.MIRROR))
                .withMessageContaining("web-1, web-2");
        first.refresh();
        assertThatIllegalStateException()
                .isThrownBy(() -> first.moveTo(MigrationPhase.MIRROR))
                .withMessageContaining("by web-2:");
        second.refresh();
        first.moveTo(MigrationPhase.MIRROR);

        assertThat(first.phase()).isEqualTo(MigrationPhase.MIRROR);
    }

    @Test
    void entryLost_whoLeavesKeepsThePhaseOfTheOthers() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        allMoveTo(MigrationPhase.FALLBACK, first, second);

        cache.delete(KEY);
        second.close();

        assertThat(joined("web-3").phase()).isEqualTo(MigrationPhase.FALLBACK);
    }

    @Test
    void moveTo_beforeAllHaveAcknowledged_isRefusedByName() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        first.moveTo(MigrationPhase.MIRROR);
        aPeriodPasses(first);

        assertThatIllegalStateException()
                .isThrownBy(() -> first.moveTo(MigrationPhase.FALLBACK))
                .withMessageContaining("web-2")
                .withMessageNotContaining("web-1");
        second.refresh();
        assertThat(second.phase()).as("acted on at once").isEqualTo(MigrationPhase.MIRROR);
        second.refresh();
        assertThat(first.fleet().laggards())
                .as("acknowledged a period later, however often it looks")
                .containsExactly("web-2");

        aPeriodPasses(second);
        first.moveTo(MigrationPhase.FALLBACK);

        assertThat(first.phase()).isEqualTo(MigrationPhase.FALLBACK);
        assertThat(second.refresh()).isEqualTo(MigrationPhase.FALLBACK);
    }

    @Test
    void moveTo_isAcknowledgedByTheMoverItself_aPeriodLater() {
        SharedPhase first = joined("web-1");

        first.moveTo(MigrationPhase.MIRROR);
        assertThat(first.phase()).as("acted on at once").isEqualTo(MigrationPhase.MIRROR);
        first.refresh(); // the scheduled look may come right after
        assertThat(first.fleet().laggards()).containsExactly("web-1");

        aPeriodPasses(first);
        assertThat(first.fleet().laggards()).isEmpty();
    }

    @Test
    void moveTo_moreThanOneStep_isRefused() {
        SharedPhase first = joined("web-1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> first.moveTo(MigrationPhase.FALLBACK))
                .withMessageContaining("move to MIRROR first");
        assertThat(first.refresh()).isEqualTo(MigrationPhase.OLD_ONLY);
    }

    @Test
    void process_thatEndedWithoutClosing_isInTheWayUntilForgotten() {
        SharedPhase first = joined("web-1");
        joined("crashed");
        first.moveTo(MigrationPhase.MIRROR);
        aPeriodPasses(first);
        assertThatIllegalStateException().isThrownBy(() -> first.moveTo(MigrationPhase.FALLBACK));

        first.forget("crashed");
        first.moveTo(MigrationPhase.FALLBACK);

        assertThat(first.phase()).isEqualTo(MigrationPhase.FALLBACK);
        first.close();
        assertThat(joined("web-3").fleet().acknowledged()).containsOnlyKeys("web-3");
    }

    @Test
    void phase_isLookedForOnceAPeriod() {
        try (SharedPhase first = SharedPhase.join(cache, "users", "web-1", Duration.ofMillis(10));
                SharedPhase second = SharedPhase.join(cache, "users", "web-2", Duration.ofMillis(10))) {
            for (MigrationPhase next : new MigrationPhase[] {
                MigrationPhase.MIRROR, MigrationPhase.FALLBACK, MigrationPhase.DRAIN, MigrationPhase.FALLBACK
            }) {
                first.moveTo(next);
                Awaitility.await()
                        .until(() -> second.phase() == next
                                && first.fleet().laggards().isEmpty());
            }
        }
    }

    @Test
    void entry_ofAnotherHand_isNamed() {
        cache.set(KEY, "surprise".getBytes(UTF_8), Ttl.forever());

        assertThatIllegalStateException().isThrownBy(() -> joined("web-1")).withMessageContaining("another hand");
    }

    @Test
    void name_thatIsNoWord_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> joined("web 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> joined(""));
    }
}

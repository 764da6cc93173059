package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedPhaseTest {
    private final DistributedCache cache = Caches.open("local:");

    @AfterEach
    void close() {
        cache.close();
    }

    private SharedPhase joined(String process) {
        return SharedPhase.joinByHand(cache, "users", process);
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
    void moveTo_beforeAllHaveAcknowledged_isRefusedByName() {
        SharedPhase first = joined("web-1");
        SharedPhase second = joined("web-2");
        first.moveTo(MigrationPhase.MIRROR);
        first.refresh();

        assertThatIllegalStateException()
                .isThrownBy(() -> first.moveTo(MigrationPhase.FALLBACK))
                .withMessageContaining("web-2")
                .withMessageNotContaining("web-1");
        second.refresh();
        assertThat(second.phase()).as("acted on at once").isEqualTo(MigrationPhase.MIRROR);
        assertThat(first.fleet().laggards()).as("acknowledged a look later").containsExactly("web-2");

        second.refresh();
        first.moveTo(MigrationPhase.FALLBACK);

        assertThat(first.phase()).isEqualTo(MigrationPhase.FALLBACK);
        assertThat(second.refresh()).isEqualTo(MigrationPhase.FALLBACK);
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
        first.refresh();
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
        cache.set("holdfast:migration:users", "surprise".getBytes(UTF_8), Ttl.forever());

        assertThatIllegalStateException().isThrownBy(() -> joined("web-1")).withMessageContaining("another hand");
    }

    @Test
    void name_thatIsNoWord_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> joined("web 1"));
        assertThatIllegalArgumentException().isThrownBy(() -> joined(""));
    }
}

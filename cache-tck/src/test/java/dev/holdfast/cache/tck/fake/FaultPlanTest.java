package dev.holdfast.cache.tck.fake;

import static dev.holdfast.cache.Operation.GET;
import static dev.holdfast.cache.Operation.INCR;
import static dev.holdfast.cache.Operation.SET;
import static dev.holdfast.cache.tck.fake.CallFault.failBefore;
import static dev.holdfast.cache.tck.fake.CallFault.hang;
import static dev.holdfast.cache.tck.fake.CallFault.loseAnswer;
import static dev.holdfast.cache.tck.fake.CallFault.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static List<CallFault> faults(FaultPlan plan, int calls) {
        return IntStream.range(0, calls).mapToObj(i -> plan.faultFor(GET)).toList();
    }

    @Test
    void none_always_passes() {
        assertThat(faults(FaultPlan.none(), 3)).containsOnly(pass());
    }

    @Test
    void untilFurtherNotice_always_isTheFault() {
        assertThat(faults(FaultPlan.untilFurtherNotice(hang()), 3)).containsOnly(hang());
    }

    @Test
    void script_playedToItsEnd_passes() {
        FaultPlan plan = FaultPlan.script().next(failBefore()).next(pass()).next(2, hang());

        assertThat(faults(plan, 6)).containsExactly(failBefore(), pass(), hang(), hang(), pass(), pass());
    }

    @Test
    void script_withAfterwards_endsWithIt() {
        FaultPlan plan = FaultPlan.script().next(pass()).afterwards(hang());

        assertThat(faults(plan, 4)).containsExactly(pass(), hang(), hang(), hang());
    }

    @Test
    void script_madeLonger_startsAtItsBeginning() {
        FaultScript played = FaultPlan.script().next(failBefore());
        faults(played, 1);

        FaultScript longer = played.next(hang());

        assertThat(faults(longer, 3)).containsExactly(failBefore(), hang(), pass());
        assertThat(faults(played, 1)).containsExactly(pass());
    }

    @Test
    void onlyFor_otherOperation_passesWithoutATurn() {
        FaultPlan plan = FaultPlan.script().next(failBefore()).next(hang()).onlyFor(SET, INCR);

        assertThat(plan.faultFor(GET)).isSameAs(pass());
        assertThat(plan.faultFor(SET)).isSameAs(failBefore());
        assertThat(plan.faultFor(GET)).isSameAs(pass());
        assertThat(plan.faultFor(INCR)).isSameAs(hang());
    }

    @Test
    void seeded_sameSeed_givesTheSameFaultsInAboutTheirShare() {
        SeededFaults plan = FaultPlan.seeded(42).with(0.2, failBefore()).with(0.1, loseAnswer());

        List<CallFault> faults = faults(plan, 10_000);

        assertThat(faults(FaultPlan.seeded(42).with(0.2, failBefore()).with(0.1, loseAnswer()), 10_000))
                .isEqualTo(faults);
        assertThat(faults(FaultPlan.seeded(43).with(0.2, failBefore()).with(0.1, loseAnswer()), 10_000))
                .isNotEqualTo(faults);
        assertThat(faults.stream().filter(failBefore()::equals).count()).isBetween(1_800L, 2_200L);
        assertThat(faults.stream().filter(loseAnswer()::equals).count()).isBetween(850L, 1_150L);
    }

    @Test
    void seeded_probabilitiesBeyondOne_areRefused() {
        SeededFaults plan = FaultPlan.seeded(1).with(0.7, failBefore());

        assertThatIllegalArgumentException().isThrownBy(() -> plan.with(0.4, hang()));
        assertThatIllegalArgumentException().isThrownBy(() -> plan.with(-0.1, hang()));
        assertThatIllegalArgumentException().isThrownBy(() -> plan.with(Double.NaN, hang()));
        assertThatIllegalArgumentException().isThrownBy(() -> plan.with(0.1, failBefore()));
        assertThat(faults(plan.with(0.3, hang()), 100)).doesNotContain(pass());
    }

    @Test
    void delays_withoutDuration_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CallFault.delayRequest(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> CallFault.delayAnswer(Duration.ofMillis(-1)));
    }
}

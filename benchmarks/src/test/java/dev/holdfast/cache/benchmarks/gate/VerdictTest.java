package dev.holdfast.cache.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Cost KEPT = new Cost("redis get", 500, 1_000, 40, 110);

    private static Verdict verdict(double bytes, double flushes, double sent, double received) {
        return Verdict.of(List.of(KEPT), List.of(new Cost("redis get", bytes, flushes, sent, received)));
    }

    @Test
    void sameFigures_pass() {
        assertThat(verdict(510, 1_010, 40, 110).dearer()).isEmpty();
        assertThat(verdict(510, 1_010, 40, 110).cheaper()).isEmpty();
    }

    @Test
    void anObjectMoreInEveryCall_isFound() {
        assertThat(verdict(540, 1_000, 40, 110).dearer())
                .containsExactly("redis get: 540 bytes allocated a call, was 500");
    }

    @Test
    void aFlushMoreInEveryTenthCall_isFound() {
        assertThat(verdict(500, 1_100, 40, 110).dearer())
                .containsExactly("redis get: 1,100 flushes in 1,000 calls, was 1,000");
    }

    @Test
    void anotherJava_isAskedForWhatIsSentAlone() {
        List<Cost> other = List.of(new Cost("redis get", 900, 1_100, 40, 110));

        assertThat(Verdict.of(List.of(KEPT), other, false).dearer())
                .containsExactly("redis get: 1,100 flushes in 1,000 calls, was 1,000");
    }

    @Test
    void longerCommandsAndAnswers_areFound() {
        assertThat(verdict(500, 1_000, 44, 120).dearer())
                .containsExactly(
                        "redis get: 44 bytes sent a call, was 40", "redis get: 120 bytes received a call, was 110");
    }

    @Test
    void cheaperCalls_pass_andAreNamed() {
        Verdict verdict = verdict(300, 500, 40, 110);

        assertThat(verdict.dearer()).isEmpty();
        assertThat(verdict.cheaper()).hasSize(2);
    }

    @Test
    void callsWithoutFigures_andFiguresWithoutCalls_areFound() {
        Verdict verdict = Verdict.of(List.of(KEPT), List.of(new Cost("redis set", 1, 1, 1, 1)));

        assertThat(verdict.dearer())
                .containsExactly(
                        "redis set: no figures are kept of it",
                        "redis get: figures are kept of it, and it was not measured");
    }

    @Test
    void row_isReadAsItWasWritten() {
        assertThat(Cost.ofRow(KEPT.row())).isEqualTo(KEPT);
    }
}

package dev.holdfast.cache.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The gate itself, as {@code ./bench gate} runs it. */
class BaselineTest {
    @Test
    void noCall_costsMoreThanItsFiguresThatAreKept() throws Exception {
        Verdict verdict = Gate.compared(Path.of("."), Gate.measured());

        assertThat(verdict.dearer())
                .as("after a change that is worth it, ./bench gate --accept keeps the new figures")
                .isEmpty();
    }
}

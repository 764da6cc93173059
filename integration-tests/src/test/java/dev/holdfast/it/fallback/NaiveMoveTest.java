package dev.holdfast.it.fallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios can fail, and do with the caches that are known to get them wrong. */
class NaiveMoveTest {
    static Stream<Arguments> each() {
        return Arrays.stream(NaiveMove.values())
                .flatMap(move -> Arrays.stream(MoveScenario.values()).map(scenario -> Arguments.of(move, scenario)));
    }

    @ParameterizedTest
    @MethodSource("each")
    void play_byANaiveCache_failsExactlyWhereItIsKnownTo(NaiveMove move, MoveScenario scenario) {
        Throwable failure = catchThrowable(() -> scenario.play(move.caches()));

        if (scenario.isFailedBy(move)) {
            assertThat(failure).isInstanceOf(AssertionError.class);
        } else {
            assertThat(failure).isNull();
        }
    }

    @Test
    void everyScenario_isFailedBySomeNaiveCache() {
        assertThat(MoveScenario.values())
                .allSatisfy(scenario ->
                        assertThat(NaiveMove.values()).as(scenario.name()).anyMatch(scenario::isFailedBy));
    }
}

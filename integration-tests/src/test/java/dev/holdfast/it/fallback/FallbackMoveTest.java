package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios that others fail, on our cache, in both phases in which new is read and old still holds keys. */
class FallbackMoveTest {
    static Stream<Arguments> each() {
        return EnumSet.of(MigrationPhase.FALLBACK, MigrationPhase.DRAIN).stream()
                .flatMap(phase -> Arrays.stream(MoveScenario.values()).map(scenario -> Arguments.of(phase, scenario)));
    }

    @ParameterizedTest
    @MethodSource("each")
    void play_byOurCache_holds(MigrationPhase phase, MoveScenario scenario) {
        scenario.play(new MovingCaches((fresh, old, ticker) -> FallbackCache.builder(fresh, old)
                .phase(phase)
                .ticker(ticker)
                .executor(Runnable::run)
                .build()));
    }
}

package dev.holdfast.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.servers.RedisServer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge is no rubber stamp: each invariant is found violated where a fault is planted that violates it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
@Tag("matrix")
class InvariantsTest {
    private final Theatre theatre = new Theatre(Backend.REDIS);

    @ParameterizedTest
    @EnumSource(Plant.class)
    void fault_planted_isFound(Plant plant) throws Exception {
        Cell cell = new Cell(Backend.REDIS, Composition.BARE, plant.showsIn());

        Findings findings = theatre.play(cell, 1, plant::above);

        assertThat(findings.violations()).as(plant.fault()).containsKey(plant.violates());
    }

    /** So that what is found is the fault, and nothing that is always there. */
    @Test
    void nothing_planted_nothingIsFound() throws Exception {
        for (Mishap mishap :
                EnumSet.copyOf(Arrays.stream(Plant.values()).map(Plant::showsIn).toList())) {
            Findings findings = theatre.play(new Cell(Backend.REDIS, Composition.BARE, mishap), 1);

            assertThat(findings.isSound()).as(findings.report()).isTrue();
        }
    }

    /** A play in which nothing goes wrong proves nothing. */
    @Test
    void mishap_thatDoesNotStrike_isFound() throws Exception {
        Cell cell = new Cell(Backend.REDIS, Composition.BARE, Mishap.OUT_OF_MEMORY);
        try (RedisStage stage = new RedisStage();
                RedisServer old = RedisServer.started()) {
            Findings findings = Play.of(cell, new Idle(stage), old.url(), 1, UnaryOperator.identity());

            assertThat(findings.violations()).containsOnlyKeys(Play.STRUCK);
        }
    }

    /** A stage on which nothing goes wrong. */
    private record Idle(Stage stage) implements Stage {
        @Override
        public String url() {
            return stage.url();
        }

        @Override
        public void cause(Mishap mishap, Losses losses) {}

        @Override
        public void heal(Mishap mishap, Losses losses) {}

        @Override
        public void close() {
            stage.close();
        }
    }

    @Test
    void everyInvariant_hasAFaultPlanted() {
        Set<String> judged = Stream.concat(
                        Arrays.stream(Invariant.values()).map(Invariant::name), Stream.of(Play.MEMORY, Play.THREADS))
                .collect(Collectors.toSet());

        assertThat(Arrays.stream(Plant.values()).map(Plant::violates).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(judged);
    }

    @AfterAll
    void close() {
        theatre.close();
    }
}

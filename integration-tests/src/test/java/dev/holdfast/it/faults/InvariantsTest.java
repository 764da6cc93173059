package dev.holdfast.it.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.History;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge is no rubber stamp: each invariant is found violated where a fault is planted that violates it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
@Tag("matrix")
class InvariantsTest {
    private final Theatre theatre = new Theatre(Backend.REDIS);

    static Stream<Arguments> plants() {
        return Arrays.stream(Plant.values()).flatMap(plant -> plant.showsIn().map(cell -> Arguments.of(plant, cell)));
    }

    @ParameterizedTest
    @MethodSource("plants")
    void fault_planted_isFound(Plant plant, Cell cell) throws Exception {
        Findings findings = theatre.play(cell, 1, plant::above);

        assertThat(findings.violations()).as(plant.fault()).containsKey(plant.violates());
    }

    /** So that what is found is the fault, and nothing that is always there. */
    @ParameterizedTest
    @MethodSource("cellsOfPlants")
    void nothing_planted_nothingIsFound(Cell cell) throws Exception {
        Findings findings = theatre.play(cell, 1);

        assertThat(findings.isSound()).as(findings.report()).isTrue();
    }

    static Stream<Cell> cellsOfPlants() {
        return Arrays.stream(Plant.values()).flatMap(Plant::showsIn).distinct();
    }

    /** A play in which nothing goes wrong proves nothing. */
    @Test
    void mishap_thatDoesNotStrike_isFound() throws Exception {
        Cell cell = new Cell(Backend.REDIS, Composition.BARE, Mishap.OUT_OF_MEMORY);
        try (RedisStage stage = new RedisStage();
                RedisServer healthy = RedisServer.started()) {
            Findings findings = Play.of(cell, new Idle(stage), healthy.url(), 1, UnaryOperator.identity());

            assertThat(findings.violations()).containsOnlyKeys(Play.STRUCK);
        }
    }

    /** Old answers, so no call fails, and only what is not made good tells. */
    @Test
    void servers_thatAreNotBackWhenTheyShouldBe_areFound() throws Exception {
        Cell cell = new Cell(Backend.REDIS, Composition.FALLBACK, Mishap.KILL);
        try (RedisStage stage = new RedisStage();
                RedisServer healthy = RedisServer.started()) {
            Findings findings = Play.of(cell, new Late(stage), healthy.url(), 1, UnaryOperator.identity());

            assertThat(findings.violations()).containsOnlyKeys(Invariant.RECOVERY.name());
            assertThat(findings.recovery()).isZero();
        }
    }

    @Test
    void operation_neverCalledAfterTheReturn_isFound() {
        Cell cell = new Cell(Backend.REDIS, Composition.BARE, Mishap.KILL);
        long healed = System.nanoTime();
        try (Stalls stalls = new Stalls()) {
            Call early = new Call("web-1", "get", healed, healed + 1, null);
            Evidence evidence = new Evidence(
                    cell,
                    History.timed(),
                    EntryRules.strict(),
                    List.of(early),
                    Set.of(early.what()),
                    List.of(),
                    healed,
                    stalls);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> Invariant.RECOVERY.check(evidence))
                    .withMessageContaining("web-1: get");
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

    /** A stage whose servers serve again two seconds after it says so. */
    private record Late(Stage stage) implements Stage {
        @Override
        public String url() {
            return stage.url();
        }

        @Override
        public void cause(Mishap mishap, Losses losses) {
            stage.cause(mishap, losses);
        }

        @Override
        public void heal(Mishap mishap, Losses losses) {
            new Thread(() -> {
                        Pause.of(Duration.ofSeconds(2));
                        stage.heal(mishap, losses);
                    })
                    .start();
        }

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

package dev.holdfast.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cells of one backend. By default a slice of them with every mishap, and another slice with another
 * {@code -Dholdfast.faults.turn}; with {@code -Dholdfast.faults=all} every cell; with {@code =redis,breaker,kill} those
 * that have all these names. Each is played {@code -Dholdfast.faults.rounds} times. With
 * {@code -Dholdfast.faults.page} what was played is written into the table of this backend on that page.
 */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendFaults {
    private static final String ASKED = System.getProperty("holdfast.faults", "slice");
    private static final int TURN = Integer.getInteger("holdfast.faults.turn", 0);
    private static final int ROUNDS = Integer.getInteger("holdfast.faults.rounds", 1);
    private static final String PAGE = System.getProperty("holdfast.faults.page");

    /** No second try makes them good; a call that a busy machine made late it may. */
    private static final Set<Cell> UNTRUE = ConcurrentHashMap.newKeySet();

    private final Backend backend;
    private final Theatre theatre;
    private final List<Findings> all = new ArrayList<>();

    BackendFaults(Backend backend) {
        this.backend = backend;
        this.theatre = new Theatre(backend);
    }

    Stream<Arguments> plays() {
        return asked().stream()
                .flatMap(cell ->
                        Stream.iterate(1, round -> round + 1).limit(ROUNDS).map(round -> Arguments.of(cell, round)));
    }

    private List<Cell> asked() {
        if (ASKED.equals("slice")) {
            return Cell.slice(backend, TURN);
        }
        List<String> names = ASKED.equals("all") ? List.of() : Arrays.asList(ASKED.split(","));
        return Cell.of(backend).stream().filter(cell -> cell.has(names)).toList();
    }

    @ParameterizedTest(name = "{0}, round {1}", allowZeroInvocations = true)
    @MethodSource("plays")
    void everyInvariant_whateverGoesWrong_holds(Cell cell, int round, TestReporter reporter) throws Exception {
        Findings findings = played(cell, round);
        if (!findings.isTrue()) {
            UNTRUE.add(cell);
        }
        reporter.publishEntry(cell.toString(), findings.figures());

        assertThat(findings.isSound()).as(findings.report()).isTrue();
        assertThat(UNTRUE)
                .as("cells in which an earlier try found a wrong answer")
                .doesNotContain(cell);
    }

    private Findings played(Cell cell, int round) throws Exception {
        try {
            Findings findings = theatre.play(cell, round);
            all.add(findings);
            return findings;
        } catch (Exception | Error e) {
            all.add(Findings.none(cell, e));
            throw e;
        }
    }

    @AfterAll
    void close() throws IOException {
        theatre.close();
        if (PAGE != null && !all.isEmpty()) {
            MatrixTable.write(Path.of(PAGE), backend, all);
        }
    }
}

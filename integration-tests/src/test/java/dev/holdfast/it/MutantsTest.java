package dev.holdfast.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.holdfast.cache.tck.Clause;
import dev.holdfast.cache.tck.Contract;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The suite catches faults: each mutant is found by the tests of the clause it breaks, and only a mutant is. */
class MutantsTest {
    private static final Map<String, TestExecutionSummary> HEALTHY = new HashMap<>();

    static Stream<Mutant> mutants() {
        return Stream.of(EntryMutants.all(), CasAndCounterMutants.all(), FailureMutants.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void mutant_isFound(Mutant mutant) {
        TestExecutionSummary healthy =
                HEALTHY.computeIfAbsent(mutant.clause(), clause -> run(clause, UnaryOperator.identity()));
        assertThat(healthy.getTotalFailureCount()).as(report(healthy)).isZero();
        assertThat(healthy.getTestsSucceededCount()).isPositive();

        TestExecutionSummary summary = run(mutant.clause(), mutant.planted());

        assertThat(summary.getTestsFailedCount())
                .as("failed of %d tests of %s", summary.getTestsFoundCount(), mutant.clause())
                .isPositive();
    }

    private static TestExecutionSummary run(
            String clause, UnaryOperator<dev.holdfast.cache.DistributedCache> mutation) {
        MutantContract.plant(mutation);
        List<MethodSelector> tests = Contract.tests()
                .filter(test ->
                        List.of(test.getAnnotation(Clause.class).value()).contains(clause))
                .map(test -> selectMethod(MutantContract.class, test.getName()))
                .toList();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(tests)
                                .build(),
                        listener);
        return listener.getSummary();
    }

    private static String report(TestExecutionSummary summary) {
        StringWriter text = new StringWriter();
        summary.printFailuresTo(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void list_inTheDocs_isComplete() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "mutations.md"));

        assertThat(mutants())
                .hasSizeGreaterThan(30)
                .allSatisfy(mutant ->
                        assertThat(documented).contains("| " + mutant.clause() + " | " + mutant.fault() + " |"));
    }
}

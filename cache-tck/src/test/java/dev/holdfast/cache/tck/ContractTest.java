package dev.holdfast.cache.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ContractTest {
    @Test
    void clauses_areReadFromTheWrittenContract() {
        assertThat(Contract.clauses())
                .contains("KEY-1", "CAS-5", "CNT-5", "ERR-7", "OBS-1", "CON-1")
                .hasSize(33);
    }

    @Test
    void clausesAndTests_matchBothWays() {
        TreeSet<String> cited = new TreeSet<>();
        Contract.tests().forEach(test -> cited.addAll(Arrays.asList(citations(test))));

        assertThat(cited).as("every clause has a test, every citation a clause").isEqualTo(Contract.clauses());
    }

    @Test
    void everyTest_citesAClause() {
        assertThat(Contract.tests())
                .hasSizeGreaterThan(50)
                .allSatisfy(
                        test -> assertThat(citations(test)).as(test.getName()).isNotEmpty());
    }

    private static String[] citations(Method test) {
        Clause clause = test.getAnnotation(Clause.class);
        return clause == null ? new String[0] : clause.value();
    }
}

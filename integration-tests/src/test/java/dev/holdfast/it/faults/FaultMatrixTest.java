package dev.holdfast.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table in the docs is that of the cells there are, and the slice that every build plays leaves nothing out. */
class FaultMatrixTest {
    private static final Path PAGE = Path.of("..", "docs", "fault-matrix.md");

    @ParameterizedTest
    @EnumSource(Backend.class)
    void table_inTheDocs_hasEveryCell_andNoneIsRed(Backend backend) throws IOException {
        String section = MatrixTable.sections(PAGE).get(backend.words());
        assertThat(section)
                .as("the section '%s'; scripts/faults writes it", backend.words())
                .isNotNull();
        Map<String, List<String>> rows = MatrixTable.rows(section);

        assertThat(rows.keySet())
                .containsExactlyElementsOf(
                        Arrays.stream(Mishap.values()).map(Mishap::toString).toList());
        for (Mishap mishap : Mishap.values()) {
            List<String> fields = Objects.requireNonNull(rows.get(mishap.toString()));
            assertThat(fields).as("%s", mishap).hasSize(Composition.values().length);
            assertThat(fields).as("%s", mishap).allSatisfy(field -> {
                if (backend.whyNot(mishap) != null) {
                    assertThat(field).isEqualTo("– " + backend.whyNot(mishap));
                } else {
                    assertThat(field).startsWith(MatrixTable.GREEN);
                }
            });
        }
    }

    @Test
    void page_outsideTheTables_isWhatTheCommandWrites() throws IOException {
        assertThat(MatrixTable.introduction(PAGE)).isEqualTo(MatrixTable.introduction());
    }

    @Test
    void slice_whateverTheTurn_strikesEveryBackendWithEverything() {
        for (int turn = 0; turn < Composition.values().length; turn++) {
            for (Backend backend : Backend.values()) {
                assertThat(Cell.slice(backend, turn).stream().map(Cell::mishap))
                        .containsExactlyElementsOf(Arrays.stream(Mishap.values())
                                .filter(mishap -> backend.whyNot(mishap) == null)
                                .toList());
                assertThat(Cell.slice(backend, turn).stream()
                                .map(Cell::composition)
                                .distinct())
                        .hasSizeGreaterThanOrEqualTo(Composition.values().length - 1);
            }
        }
    }

    @Test
    void slices_ofAllTurns_areTheWholeMatrix() {
        for (Backend backend : Backend.values()) {
            assertThat(Stream.iterate(0, turn -> turn + 1)
                            .limit(Composition.values().length)
                            .flatMap(turn -> Cell.slice(backend, turn).stream()))
                    .containsExactlyInAnyOrderElementsOf(Cell.of(backend));
        }
    }
}

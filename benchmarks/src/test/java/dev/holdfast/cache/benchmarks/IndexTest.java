package dev.holdfast.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTest {
    @Test
    void page_linksWhatIsMeasured_andNamesTheRest(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("near.md"), "# Hits of a near cache\n\nMeasured today.\n\n| | speed |\n");

        assertThat(Index.page(directory))
                .contains("| `near` | [Hits of a near cache with room](near.md) | Measured today. |\n")
                .contains("| `codecs` | Codecs | not measured |\n");
    }

    @Test
    void pageThatIsKept_isTheOneOfTheReportsBesideIt() throws Exception {
        Path kept = Path.of("..", "docs", "benchmarks");

        assertThat(kept.resolve("README.md")).hasContent(Index.page(kept));
    }
}

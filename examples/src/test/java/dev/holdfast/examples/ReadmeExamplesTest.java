package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every Java block of the README is taken from a source that is compiled, and run by its test. */
class ReadmeExamplesTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path EXAMPLES = Path.of("src/test/java/dev/holdfast/examples/readme");
    private static final Path ACTS = Path.of("src/main/java");
    private static final int FEWEST_BLOCKS = 5;

    @Test
    void everyBlock_isInACompiledSource() {
        assumeThat(README).exists();

        ReadmeBlocks readme = ReadmeBlocks.of(ReadmeBlocks.text(README));

        assertThat(readme.blocks()).hasSizeGreaterThanOrEqualTo(FEWEST_BLOCKS);
        assertThat(readme.notIn(ReadmeBlocks.sourcesUnder(EXAMPLES, ACTS))).isEmpty();
    }

    @Test
    void everySnippet_hasItsEnd() {
        Pattern snippet = Pattern.compile("// tag::(\\S+)\\n(?:(?!// tag::).)*?// end::\\1\\n", Pattern.DOTALL);
        for (String source : ReadmeBlocks.sourcesUnder(EXAMPLES)) {
            long tags = Pattern.compile("// tag::").matcher(source).results().count();

            assertThat(snippet.matcher(source).results().count()).as(source).isEqualTo(tags);
        }
    }

    @Test
    void notIn_forgivesWhiteSpaceAlone() {
        ReadmeBlocks page = ReadmeBlocks.of("""
                Text `a();`
                ```java
                one();
                  two();
                ```
                ```sh
                ls
                ```
                ```java
                three();
                ```
                """);

        assertThat(page.blocks()).hasSize(2);
        assertThat(page.notIn(List.of("{ one(); two(); }", "four();"))).containsExactly("three();\n");
    }
}

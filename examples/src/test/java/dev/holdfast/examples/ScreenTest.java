package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final Output output = new Output();

    private Screen screen(Terminal terminal) {
        return new Screen(output.stream(), terminal);
    }

    @Test
    void verdict_onTerminal_isColoured() {
        screen(Output.FULL).verdict("nothing was lost", true);

        assertThat(output.text()).isEqualToIgnoringNewLines("  \u001b[32m✓\u001b[0m nothing was lost\n");
    }

    @Test
    void verdict_elsewhere_isPlain() {
        Screen screen = screen(Output.PLAIN);
        screen.verdict("nothing was lost", true);
        screen.verdict("it is there", false);

        assertThat(output.text().lines()).containsExactly("  ✓ nothing was lost", "  ✗ BROKEN: it is there");
    }

    @Test
    void line_inAscii_keepsItsWidth() {
        screen(Terminal.plain(StandardCharsets.US_ASCII)).line("┌─│░█▁ × µ · — … ✓ → é");

        assertThat(output.text()).isEqualToIgnoringNewLines("+-|.#- x u - - . + > é");
    }

    @Test
    void progress_onTerminal_paintsABarThatTheResultReplaces() {
        Progress progress = screen(Output.FULL.withoutColour()).progress("loading", 200);
        progress.at(100);
        progress.at(101);
        progress.finish("200 rows");

        String work = "  loading" + " ".repeat(21);
        String bar = work + "█".repeat(12) + "░".repeat(12) + "  50 %";
        assertThat(output.text())
                .isEqualTo("\r\u001b[K" + bar + "\r\u001b[K" + work + "200 rows" + System.lineSeparator());
    }

    @Test
    void progress_elsewhere_isOneLine() {
        Progress progress = screen(Output.PLAIN).progress("loading", 200);
        progress.at(100);
        progress.finish("200 rows");

        assertThat(output.text()).isEqualToIgnoringNewLines("  loading" + " ".repeat(21) + "200 rows");
    }

    @Test
    void terminal_isDetected() {
        Properties system = new Properties();
        system.setProperty("native.encoding", "ISO-8859-1");
        Map<String, String> xterm = Map.of("TERM", "xterm");
        assertThat(Terminal.detect(system, xterm)).isEqualTo(Terminal.plain(StandardCharsets.ISO_8859_1));

        system.setProperty(Terminal.INTERACTIVE, "true");
        system.setProperty("stdout.encoding", "UTF-8");
        assertThat(Terminal.detect(system, xterm)).isEqualTo(Output.FULL);
        assertThat(Terminal.detect(system, Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isEqualTo(Output.FULL.withoutColour());
        assertThat(Terminal.detect(system, Map.of("TERM", "dumb"))).isEqualTo(Output.PLAIN);
    }
}

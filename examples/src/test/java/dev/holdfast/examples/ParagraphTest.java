package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void lines_breakAtSpaces() {
        assertThat(Paragraph.lines("no line over ten characters: unbreakable", 10))
                .containsExactly("no line", "over ten", "characters:", "unbreakable");
        assertThat(Paragraph.lines("short", 10)).containsExactly("short");
    }
}

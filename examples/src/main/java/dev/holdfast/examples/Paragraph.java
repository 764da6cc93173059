package dev.holdfast.examples;

import java.util.ArrayList;
import java.util.List;

/** Long messages in lines that fit. */
final class Paragraph {
    private Paragraph() {}

    /** Breaks a text at its spaces; a word that is longer than a line has one to itself. */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}

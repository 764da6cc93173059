package dev.holdfast.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Catches what is printed. */
final class Output {
    static final String ESCAPE = "\u001b";
    static final Terminal FULL = new Terminal(true, true, StandardCharsets.UTF_8);
    static final Terminal PLAIN = Terminal.plain(StandardCharsets.UTF_8);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PrintStream stream() {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

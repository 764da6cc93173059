package dev.holdfast.examples;

import java.nio.charset.Charset;
import java.util.Map;
import java.util.Properties;

/**
 * What the output can show.
 *
 * @param interactive whether a line can be painted over: progress bars
 * @param colour whether colours are wanted and possible
 * @param charset what the bytes written mean
 */
record Terminal(boolean interactive, boolean colour, Charset charset) {
    /** What the script found out about standard output, which Java before 22 can't ask for by itself. */
    static final String INTERACTIVE = "demo.terminal";

    /** A file or a pipe. */
    static Terminal plain(Charset charset) {
        return new Terminal(false, false, charset);
    }

    static Terminal detect(Properties system, Map<String, String> environment) {
        boolean interactive = Boolean.parseBoolean(system.getProperty(INTERACTIVE))
                && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
        boolean colour = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
        String native17 = system.getProperty("native.encoding", "US-ASCII");
        return new Terminal(interactive, colour, Charset.forName(system.getProperty("stdout.encoding", native17)));
    }

    Terminal withoutColour() {
        return new Terminal(interactive, false, charset);
    }
}

package dev.holdfast.cache.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A group's report: Markdown, printed and written, and further files beside it. */
final class Report {
    private final Path directory;
    private final String name;
    private final StringBuilder text = new StringBuilder();
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    Report(Path directory, Group group) {
        this.directory = directory;
        this.name = group.name();
        add("# " + group.title() + "\n\n");
    }

    void add(String markdown) {
        text.append(markdown);
        out.print(markdown);
    }

    /** A chart, and where it stands in the text. */
    void addChart(String suffix, String title, String svg) {
        String file = name + suffix + ".svg";
        write(file, svg);
        text.append("![").append(title).append("](").append(file).append(")\n\n");
    }

    /** A file beside the text, such as {@code redis.csv}. */
    void addFile(String suffix, String content) {
        write(name + suffix, content);
    }

    void close() throws IOException {
        write(name + ".md", text.toString());
        Index.write(directory);
        System.err.println("written: " + directory.resolve(name + ".md"));
    }

    private void write(String file, String content) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

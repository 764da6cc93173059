package dev.holdfast.cache.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page that leads to the reports in a directory. */
final class Index {
    private static final String HEAD = """
            # Results

            Written by `./bench`, a file a group, with its charts and its figures as CSV beside it. How to read them:
            [benchmarks](../benchmarks.md).

            | group | report | |
            |---|---|---|
            """;

    private Index() {}

    /** Names all groups, and links those that have been measured. */
    static void write(Path directory) throws IOException {
        Files.writeString(directory.resolve("README.md"), page(directory));
    }

    static String page(Path directory) throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (Group group : Groups.all()) {
            Path report = directory.resolve(group.name() + ".md");
            boolean isMeasured = Files.exists(report);
            page.append("| `").append(group.name()).append("` | ");
            page.append(isMeasured ? "[" + group.title() + "](" + group.name() + ".md)" : group.title());
            page.append(" | ")
                    .append(isMeasured ? measured(report) : "not measured")
                    .append(" |\n");
        }
        return page.toString();
    }

    /** When, and on what. */
    private static String measured(Path report) throws IOException {
        return Files.readAllLines(report).stream()
                .filter(line -> line.startsWith("Measured "))
                .findFirst()
                .orElse("");
    }
}

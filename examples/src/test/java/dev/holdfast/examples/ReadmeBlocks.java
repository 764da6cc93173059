package dev.holdfast.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java blocks of a Markdown page, and whether they are taken from compiled sources. */
record ReadmeBlocks(List<String> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("^```java[^\\n]*\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    static ReadmeBlocks of(String markdown) {
        return new ReadmeBlocks(
                BLOCK.matcher(markdown).results().map(block -> block.group(1)).toList());
    }

    /** The blocks that no source holds, white space aside. */
    List<String> notIn(List<String> sources) {
        List<String> collapsed = sources.stream().map(ReadmeBlocks::collapsed).toList();
        return blocks.stream()
                .filter(block ->
                        block.isBlank() || collapsed.stream().noneMatch(source -> source.contains(collapsed(block))))
                .toList();
    }

    private static String collapsed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    static List<String> sourcesUnder(Path... folders) {
        return Stream.of(folders).flatMap(ReadmeBlocks::sources).toList();
    }

    private static Stream<String> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).map(ReadmeBlocks::text).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

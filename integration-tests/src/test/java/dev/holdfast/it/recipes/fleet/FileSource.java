package dev.holdfast.it.recipes.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.recipes.fleet.CounterFlush;
import dev.holdfast.cache.recipes.fleet.CounterSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A database of counters for several JVMs: a file of applied flushes, one a line, appended to under a file lock. A line
 * without its line feed is of a process that was killed while it wrote, and was not committed.
 */
final class FileSource implements CounterSource {
    private final Path flushes;
    private final Path loads;
    private final Object inThisProcess = new Object();

    FileSource(Path directory) {
        this.flushes = directory.resolve("flushes");
        this.loads = directory.resolve("loads");
    }

    /** One applied flush. */
    record Line(String writer, long sequence, Map<String, Long> deltas) {
        static Line parse(String text) {
            String[] words = text.split(" ");
            return new Line(
                    words[0],
                    Long.parseLong(words[1]),
                    Arrays.stream(words)
                            .skip(2)
                            .map(word -> word.split("="))
                            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.parseLong(pair[1]))));
        }

        @Override
        public String toString() {
            return writer + " " + sequence
                    + deltas.entrySet().stream()
                            .map(delta -> " " + delta.getKey() + "=" + delta.getValue())
                            .collect(Collectors.joining());
        }
    }

    private <T> T locked(Path file, Function<FileChannel, T> work) {
        synchronized (inThisProcess) {
            try (FileChannel channel = FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                return work.apply(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static List<Line> committed(Path file) {
        try {
            String text = Files.readString(file, UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Line::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(FileChannel channel, Path file, String line) {
        try {
            String text = Files.readString(file, UTF_8);
            channel.truncate(text.lastIndexOf('\n') + 1L);
            channel.position(channel.size());
            channel.write(UTF_8.encode(line + "\n"));
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Long> totals(List<Line> lines, Collection<String> keys) {
        Map<String, Long> totals = new LinkedHashMap<>();
        keys.forEach(key -> totals.put(
                key, lines.stream().mapToLong(line -> line.deltas().getOrDefault(key, 0L)).sum()));
        return totals;
    }

    @Override
    public Map<String, Long> load(Collection<String> keys) {
        locked(loads, channel -> {
            append(channel, loads, String.join(" ", keys));
            return true;
        });
        return total(keys);
    }

    Map<String, Long> total(Collection<String> keys) {
        return locked(flushes, channel -> totals(committed(flushes), keys));
    }

    @Override
    public Map<String, Long> apply(CounterFlush flush) {
        return locked(flushes, channel -> {
            Line line = new Line(flush.writer(), flush.sequence(), flush.deltas());
            boolean isNew = committed(flushes).stream()
                    .noneMatch(old -> old.writer().equals(line.writer()) && old.sequence() >= line.sequence());
            if (isNew) {
                append(channel, flushes, line.toString());
            }
            return totals(committed(flushes), flush.deltas().keySet());
        });
    }

    /** What the source has of each writer, over all keys. */
    Map<String, Long> byWriter() {
        Map<String, Long> sums = new HashMap<>();
        for (Line line : locked(flushes, channel -> committed(flushes))) {
            line.deltas().values().forEach(delta -> sums.merge(line.writer(), delta, Long::sum));
        }
        return sums;
    }

    /** How often the totals were asked for. */
    long loads() {
        return locked(loads, channel -> {
            try {
                return Files.readString(loads, UTF_8).lines().count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}

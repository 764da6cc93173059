package dev.holdfast.it.recipes.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link Member} in a JVM of its own; never outlives this one by more than its part. */
final class FleetProcess implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    FleetProcess(Member.Part part, String url, Path directory, String name, long periodMillis) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx128m",
                            "-Dperiod=" + periodMillis,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Member.class.getName(),
                            part.name(),
                            url,
                            directory.toString(),
                            name)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = new Thread(() -> new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))
                .lines()
                .forEach(lines::add));
        reader.setDaemon(true);
        reader.start();
    }

    /** What it said so far. */
    List<String> lines() {
        return lines;
    }

    boolean said(String start) {
        return lines.stream().anyMatch(line -> line.startsWith(start));
    }

    /** How often it said something that starts so. */
    long times(String start) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }

    /** The number it said last after this word; 0 if it said none. */
    long last(String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .reduce((first, second) -> second)
                .map(line -> Long.parseLong(line.substring(word.length() + 1)))
                .orElse(0L);
    }

    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException("it said: " + lines, e);
        }
    }

    /** SIGKILL: it gets to do nothing more. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Waits for its end; whether it ended well. */
    boolean endsWell() {
        awaitEnd();
        return process.exitValue() == 0;
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("it does not end; it said: " + lines);
            }
            reader.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

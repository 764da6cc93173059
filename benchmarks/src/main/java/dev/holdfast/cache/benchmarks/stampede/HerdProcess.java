package dev.holdfast.cache.benchmarks.stampede;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;

/** A {@link Herd} in a JVM of its own. */
final class HerdProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    HerdProcess(Readers reader, int port, Duration warmUp) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Herd.class.getName(),
                        reader.name(),
                        Integer.toString(port),
                        warmUp.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    void ask(String key) throws IOException {
        process.getOutputStream().write((key + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("a process of the crowd ended early");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

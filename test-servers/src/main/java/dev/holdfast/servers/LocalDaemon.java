package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A child process of this JVM. */
final class LocalDaemon extends Daemon {
    private final Thread atExit = new Thread(this::close);
    private final Path log;
    private @Nullable Process process;

    LocalDaemon(Program program) {
        super(program);
        try {
            log = Files.createTempFile("server", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    @Override
    void launch() {
        ProcessBuilder builder = new ProcessBuilder(program().command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(program().environment());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(program().name() + " needs its program on PATH, or -Dservers=docker", e);
        }
    }

    private Process process() {
        if (process == null) {
            throw new IllegalStateException(program().name() + " was never started");
        }
        return process;
    }

    @Override
    void pause() {
        signal("STOP");
        // the signal alone lets a thread that is waking up answer another request
        Awaitility.await(program().name() + " to stand")
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(this::isStopped);
    }

    private boolean isStopped() throws IOException {
        Path threads = Path.of("/proc", Long.toString(process().pid()), "task");
        if (!Files.isDirectory(threads)) {
            return true; // no Linux
        }
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                String stat = Files.readString(thread.resolve("stat"), ISO_8859_1);
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        run(List.of("kill", "-" + name, Long.toString(process().pid())));
    }

    @Override
    void kill() {
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    String output() {
        try {
            return (isAlive() ? "" : "exit status " + process().exitValue() + ", ") + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String run(List<String> command) {
        return runHere(command);
    }

    /** What that command, which must succeed, prints. */
    static String runHere(List<String> command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            tool.getOutputStream().close();
            String output = new String(tool.getInputStream().readAllBytes(), UTF_8);
            if (!tool.waitFor(20, TimeUnit.SECONDS) || tool.exitValue() != 0) {
                throw new IllegalStateException(command.get(0) + " failed: " + output);
            }
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        if (Thread.currentThread() != atExit) {
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

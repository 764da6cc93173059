package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A server process on a port of its own, which can be hung, killed and started again; never outlives this JVM. */
public final class ServerProcess implements AutoCloseable {
    private final int port;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Thread hook = new Thread(this::kill);
    private Process process;

    private ServerProcess(int port, List<String> command, Map<String, String> environment) {
        this.port = port;
        this.command = command;
        this.environment = environment;
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A memcached with these further arguments. */
    public static ServerProcess memcached(String... arguments) {
        return memcached(Map.of(), arguments);
    }

    public static ServerProcess memcached(Map<String, String> environment, String... arguments) {
        int port = freePort();
        List<String> command = new ArrayList<>(
                List.of("memcached", "-l", "127.0.0.1", "-U", "0", "-u", "root", "-p", Integer.toString(port)));
        command.addAll(List.of(arguments));
        return new ServerProcess(port, command, environment);
    }

    /** A twemproxy that listens on that port, as its configuration says. */
    public static ServerProcess nutcracker(int port, int statsPort, Path configuration) {
        return new ServerProcess(
                port,
                List.of(
                        "nutcracker",
                        "-c",
                        configuration.toString(),
                        "-s",
                        Integer.toString(statsPort),
                        "-a",
                        "127.0.0.1"),
                Map.of());
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(environment);
            Process started = builder.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .until(() -> answers(started));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean answers(Process started) {
        if (!started.isAlive()) {
            throw new IllegalStateException(command + " ended at once with " + started.exitValue());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says something to the server as another client would, on a connection of its own; what it answers, line by line. */
    public List<String> say(String command, int answerLines) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(command.getBytes(ISO_8859_1));
            List<String> lines = new ArrayList<>();
            while (lines.size() < answerLines) {
                lines.add(in.readLine());
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /**
     * Stops the process where it stands; its kernel still accepts connections and bytes. Returns when all its threads
     * stand: the signal alone lets one that is waking up answer another request.
     */
    public void hang() {
        signal("STOP");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(this::isStopped);
    }

    private boolean isStopped() throws IOException {
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
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

    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the process, whatever state it is in; every connection is reset. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on its port, empty. */
    public void restart() {
        kill();
        process = launch();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}

package dev.holdfast.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server started for one run of the demo, on a free port of this machine, and stopped with it. */
final class OwnServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);

    /** What can be started. */
    enum Kind {
        REDIS("redis", "redis-server", "apt install redis-server, brew install redis"),
        MEMCACHED("memcached", "memcached", "apt install memcached, brew install memcached");

        private final String scheme;
        private final String command;
        private final String howToGet;

        Kind(String scheme, String command, String howToGet) {
            this.scheme = scheme;
            this.command = command;
            this.howToGet = howToGet;
        }

        Kind other() {
            return this == REDIS ? MEMCACHED : REDIS;
        }

        private List<String> commandLine(int port) {
            String text = Integer.toString(port);
            return this == REDIS
                    ? List.of(command, "--port", text, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
                    : List.of(command, "-p", text, "-l", "127.0.0.1", "-u", "nobody", "-U", "0");
        }
    }

    private final Process process;
    private final Thread stopper;
    private final String url;

    private OwnServer(Process process, String url) {
        this.process = process;
        this.url = url;
        this.stopper = new Thread(process::destroyForcibly, "stop-server");
        Runtime.getRuntime().addShutdownHook(stopper);
    }

    /**
     * Starts one and waits until it takes connections.
     *
     * @throws IOException saying why it did not start, and what to do
     */
    static OwnServer start(Kind kind) throws IOException {
        int port = freePort();
        Process process;
        try {
            process = new ProcessBuilder(kind.commandLine(port))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(kind.command + " is not on PATH; get it: " + kind.howToGet, e);
        }
        OwnServer server = new OwnServer(process, kind.scheme + "://127.0.0.1:" + port);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                server.close();
                throw new IOException(
                        kind.command + " did not start; try it by hand: " + String.join(" ", kind.commandLine(port)));
            }
            LockSupport.parkNanos(STEP.toNanos());
        }
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return url;
    }

    /** Stops it where it stands; its connections stay open, and nothing is answered. */
    void stop() {
        signal("STOP");
    }

    /** Lets it go on. */
    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("kill is not on PATH", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(stopper);
    }
}

package dev.holdfast.cache.benchmarks.outage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real server behind a wire, and someone who looks at it without any client. */
final class TroubledServer implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final boolean isRedis;
    private final int port;
    private final TcpFaultProxy wire;
    private Process process;

    @SuppressWarnings("NullAway.Init") // by start()
    TroubledServer(boolean isRedis) {
        this.isRedis = isRedis;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wire = TcpFaultProxy.to("127.0.0.1", port);
        start();
    }

    TcpFaultProxy wire() {
        return wire;
    }

    /** Starts it, and waits until it answers. */
    void start() {
        String at = Integer.toString(port);
        try {
            process = new ProcessBuilder(
                            isRedis
                                    ? List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--port", at)
                                    : List.of("memcached", "-u", "root", "-l", "127.0.0.1", "-U", "0", "-p", at))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long start = System.nanoTime();
        while (read("any").equals("no answer")) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("the server does not start");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /** What is stored, past every client and wire; empty for nothing. */
    String read(String key) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(((isRedis ? "GET " : "get ") + key + "\r\n").getBytes(ISO_8859_1));
            String head = in.readLine();
            boolean isThere = head != null && (isRedis ? !head.equals("$-1") : head.startsWith("VALUE"));
            String value = isThere ? in.readLine() : "";
            return value == null ? "" : value;
        } catch (IOException e) {
            return "no answer";
        }
    }

    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        wire.close();
        kill();
    }
}

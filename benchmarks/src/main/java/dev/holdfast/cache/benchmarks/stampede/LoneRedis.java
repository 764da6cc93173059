package dev.holdfast.cache.benchmarks.stampede;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A Redis on a free port, without persistence, for one reader alone. */
final class LoneRedis implements AutoCloseable {
    private static final int TRIES = 500;
    private static final long PAUSE_NANOS = 20_000_000;

    private final int port;
    private final Process process;

    LoneRedis() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        process = new ProcessBuilder(
                        List.of("redis-server", "--bind", "127.0.0.1", "--save", "", "--port", Integer.toString(port)))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        for (int i = 0; !isUp(); i++) {
            if (i == TRIES) {
                close();
                throw new IOException("redis-server does not come up on port " + port);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean isUp() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

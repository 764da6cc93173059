package dev.holdfast.cache.benchmarks.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;

/**
 * A way to a server that counts what is sent over it. A lone caller waits for its answer, so what it flushes together
 * arrives together, and what it flushes apart arrives apart.
 */
final class Tap implements AutoCloseable {
    private final ServerSocket listener;
    private final int serverPort;
    private final LongAdder flushes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder ignored = new LongAdder();

    Tap(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tap");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> pump(client, server, flushes, sent));
                start(() -> pump(server, client, ignored, received));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static void pump(Socket from, Socket to, LongAdder arrivals, LongAdder bytes) {
        byte[] buffer = new byte[1 << 20];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                arrivals.increment();
                bytes.add(length);
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side is gone
        }
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** How often something arrived at the server. */
    long flushes() {
        return flushes.sum();
    }

    /** Bytes to the server. */
    long sent() {
        return sent.sum();
    }

    /** Bytes from the server. */
    long received() {
        return received.sum();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}

package dev.holdfast.cache.tck.fake;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back what it gets, and remembers it. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final StringBuilder received = new StringBuilder();
    private final AtomicInteger resets = new AtomicInteger();

    EchoServer() throws IOException {
        this(0);
    }

    EchoServer(int port) throws IOException {
        listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        start("echo-accept", () -> {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start("echo", () -> echo(connection));
            }
        });
    }

    private interface Body {
        void run() throws IOException;
    }

    private void start(String name, Body body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (SocketException e) {
                        if (e.getMessage().contains("reset")) {
                            resets.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void echo(Socket connection) throws IOException {
        try (connection) {
            byte[] buffer = new byte[64 * 1024];
            InputStream in = connection.getInputStream();
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                synchronized (received) {
                    received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                }
                connection.getOutputStream().write(buffer, 0, count);
            }
        } finally {
            connections.remove(connection);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    String received() {
        synchronized (received) {
            return received.toString();
        }
    }

    int resets() {
        return resets.get();
    }

    int open() {
        return connections.size();
    }

    void dropConnections() throws IOException {
        for (Socket connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        dropConnections();
    }
}

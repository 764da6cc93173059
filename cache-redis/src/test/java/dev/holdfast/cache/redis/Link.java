package dev.holdfast.cache.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can hold what is sent, lose what is answered, or lose everything; two threads a connection.
 * What it holds it delivers at {@link #pass()}, also for clients that have hung up: as a network may.
 */
final class Link implements AutoCloseable {
    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger holding = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile CountDownLatch released = new CountDownLatch(0);

    private enum Mode {
        PASS,
        HOLD,
        LOSE_ALL,
        LOSE_ANSWERS
    }

    Link(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "tck-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(server);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread(() -> pump(client, server, true));
                thread(() -> pump(server, client, false));
            } catch (IOException e) {
                // the server is away, or the listener closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean commands) {
        byte[] buffer = new byte[64 << 10];
        try {
            while (true) {
                int length = from.getInputStream().read(buffer);
                boolean held = mode == Mode.HOLD && commands && length > 0;
                if (held) {
                    holding.incrementAndGet();
                    released.await();
                }
                if (length < 0) {
                    break;
                }
                if (mode == Mode.LOSE_ANSWERS && !commands) {
                    to.setSoLinger(true, 0);
                    break;
                }
                try {
                    if (mode != Mode.LOSE_ALL) {
                        to.getOutputStream().write(buffer, 0, length);
                    }
                } finally {
                    holding.addAndGet(held ? -1 : 0);
                }
            }
        } catch (IOException e) {
            // one side is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(to);
            if (!commands) {
                close(from);
            }
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed then
        }
    }

    String url() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    /** Commands are kept from the server, on every connection that is open or opened now, until {@link #pass()}. */
    void hold() {
        released = new CountDownLatch(1);
        mode = Mode.HOLD;
    }

    /** Commands are carried out; the connection is reset before their answers arrive. */
    void loseAnswers() {
        mode = Mode.LOSE_ANSWERS;
    }

    /** Nothing arrives, nothing is closed. */
    void loseAll() {
        mode = Mode.LOSE_ALL;
    }

    /** From now on everything passes, but what earlier connections sent stays held until {@link #release()}. */
    void passNewConnections() {
        mode = Mode.PASS;
    }

    /** How many connections' commands are held and not delivered yet. */
    int holding() {
        return holding.get();
    }

    void release() {
        released.countDown();
    }

    void pass() {
        mode = Mode.PASS;
        release();
    }

    @Override
    public void close() {
        release();
        try {
            listener.close();
        } catch (IOException e) {
            // closed then
        }
        sockets.forEach(this::close);
    }
}

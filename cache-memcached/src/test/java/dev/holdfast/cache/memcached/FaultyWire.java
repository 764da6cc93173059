package dev.holdfast.cache.memcached;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** A port that passes bytes on to another, until it is told to do something else with them. */
final class FaultyWire implements AutoCloseable {
    /** What becomes of the bytes. */
    enum Mode {
        PASS,
        /** Taken, and lost for ever. */
        SWALLOW,
        /** Commands pass; the connection is reset where the answer should come. */
        RESET_AT_ANSWER,
        /** Commands pass, and this is what comes back. */
        GARBAGE
    }

    private static final byte[] GARBAGE = new byte[] {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', 0, 1, 2, '\r', '\n'};

    private final ServerSocket listener;
    private final Supplier<InetSocketAddress> target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;

    FaultyWire(int targetPort) {
        this.target = () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tck-wire");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    void mode(Mode now) {
        mode = now;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                daemon(() -> carry(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void carry(Socket client) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target.get(), 1_000);
            daemon(() -> pump(client, server, false));
            pump(server, client, true);
        } catch (IOException e) {
            reset(client, server);
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[64 << 10];
        try {
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                Mode now = mode;
                if (now == Mode.PASS || (!answers && now != Mode.SWALLOW)) {
                    to.getOutputStream().write(buffer, 0, n);
                } else if (now == Mode.GARBAGE) {
                    to.getOutputStream().write(GARBAGE);
                } else if (now == Mode.RESET_AT_ANSWER) {
                    break;
                }
            }
        } catch (IOException e) {
            // one side is gone, so the other is let go below
        }
        reset(from, to);
    }

    private void reset(Socket... sockets) {
        for (Socket socket : sockets) {
            open.remove(socket);
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                // it was closed already
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reset(open.toArray(Socket[]::new));
    }
}

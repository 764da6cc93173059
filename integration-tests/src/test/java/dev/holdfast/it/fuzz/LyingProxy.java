package dev.holdfast.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a real server, hands on what clients ask, and says to them what it likes in place of the answers. Two
 * threads a connection.
 */
final class LyingProxy implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    private static final Duration LONGEST_HEARD = Duration.ofSeconds(10);

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final AtomicInteger saying = new AtomicInteger();
    private volatile @Nullable Lie lie;

    /** What is said in place of an answer. */
    interface Lie {
        /**
         * Says it, by and by if it is long, for as long as the client listens.
         *
         * @return whether the next answer may follow on this connection; else nothing ever does
         */
        boolean tell(byte[] truth, OutputStream client) throws IOException;
    }

    LyingProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "lying-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                sockets.add(client);
                sockets.add(server);
                accepted.incrementAndGet();
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                thread(() -> pump(client, server, false));
                thread(() -> pump(server, client, true));
            } catch (IOException e) {
                // the listener was closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean answers) {
        byte[] buffer = new byte[CHUNK];
        boolean mute = false;
        try (from;
                to) {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                saying.incrementAndGet();
                try {
                    Lie now = answers ? lie : null;
                    if (mute) {
                        continue;
                    }
                    if (now == null) {
                        to.getOutputStream().write(buffer, 0, read);
                    } else {
                        told.incrementAndGet();
                        mute = !now.tell(Arrays.copyOf(buffer, read), to.getOutputStream());
                    }
                } finally {
                    saying.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // one of them hung up
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** From now on every answer, on every connection, is told by this. */
    void lie(Lie next) {
        lie = next;
    }

    /**
     * From now on answers are handed on; what was told before stands, and is told to its end: of an answer that comes when
     * the next question has been asked nobody knows whose it is.
     */
    void truth() {
        lie = null;
        long start = System.nanoTime();
        while (saying.get() > 0) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("a client listens to what it never asked for")
                    .isLessThan(LONGEST_HEARD);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    boolean isTelling(Lie one) {
        return lie == one;
    }

    /** How many connections there were. */
    long accepted() {
        return accepted.get();
    }

    /** How many answers were not handed on. */
    long told() {
        return told.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

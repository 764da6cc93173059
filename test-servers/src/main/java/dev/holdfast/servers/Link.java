package dev.holdfast.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a server that can hold what is sent, lose what is answered, or lose everything; two threads a connection.
 * What it holds it delivers at {@link #pass()}, also for clients that have hung up: as a network may.
 */
public final class Link implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final SocketAddress server;
    private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
    /** Those whose bytes were lost: a stream with a hole in it never goes on. */
    private final Set<SocketChannel> holed = ConcurrentHashMap.newKeySet();

    private final AtomicInteger holding = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile CountDownLatch released = new CountDownLatch(0);

    private enum Mode {
        PASS,
        HOLD,
        LOSE_ALL,
        LOSE_ANSWERS
    }

    /** To a TCP port, from a free one. */
    public Link(int serverPort) {
        this(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
    }

    /** From one unix socket to another. */
    public Link(Path socket, Path serverSocket) {
        this(UnixDomainSocketAddress.of(socket), UnixDomainSocketAddress.of(serverSocket));
    }

    private Link(SocketAddress address, SocketAddress server) {
        this.server = server;
        try {
            listener = address instanceof InetSocketAddress
                    ? ServerSocketChannel.open()
                    : ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(address);
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
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                channels.add(client);
                thread(() -> connect(client));
            } catch (IOException e) {
                // the listener was closed
            }
        }
    }

    private void connect(SocketChannel client) {
        try {
            SocketChannel upstream = SocketChannel.open(server);
            channels.add(upstream);
            if (server instanceof InetSocketAddress) {
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                upstream.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            thread(() -> pump(client, upstream, true));
            pump(upstream, client, false);
        } catch (IOException e) {
            close(client); // the server is away
        }
    }

    private void pump(SocketChannel from, SocketChannel to, boolean commands) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (from.read(buffer.clear()) >= 0) {
                if (mode == Mode.LOSE_ANSWERS && !commands) {
                    reset(to);
                    break;
                }
                forward(buffer.flip(), to, mode == Mode.HOLD && commands);
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

    private void forward(ByteBuffer bytes, SocketChannel to, boolean held) throws IOException, InterruptedException {
        try {
            if (held) {
                holding.incrementAndGet();
                released.await();
            }
            while (mode != Mode.LOSE_ALL && !holed.contains(to) && bytes.hasRemaining()) {
                to.write(bytes);
            }
            if (bytes.hasRemaining()) {
                holed.add(to);
            }
        } finally {
            holding.addAndGet(held ? -1 : 0);
        }
    }

    private void reset(SocketChannel channel) throws IOException {
        if (server instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    private void close(SocketChannel channel) {
        channels.remove(channel);
        holed.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            // closed then
        }
    }

    /** Where clients connect to, by TCP. */
    public int port() {
        try {
            return ((InetSocketAddress) listener.getLocalAddress()).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "redis://127.0.0.1:" + port();
    }

    /** Commands are kept from the server, on every connection that is open or opened now, until {@link #pass()}. */
    public void hold() {
        released = new CountDownLatch(1);
        mode = Mode.HOLD;
    }

    /** Commands are carried out; the connection is reset before their answers arrive. */
    public void loseAnswers() {
        mode = Mode.LOSE_ANSWERS;
    }

    /** Nothing arrives, nothing is closed until {@link #pass()}. */
    public void loseAll() {
        mode = Mode.LOSE_ALL;
    }

    /** From now on everything passes, but what earlier connections sent stays held until {@link #release()}. */
    public void passNewConnections() {
        mode = Mode.PASS;
    }

    /** How many connections' commands are held and not delivered yet. */
    public int holding() {
        return holding.get();
    }

    public void release() {
        released.countDown();
    }

    public void pass() {
        mode = Mode.PASS;
        release();
        holed.forEach(this::close); // its pump finds out, and closes the other side
    }

    @Override
    public void close() {
        release();
        try {
            listener.close();
        } catch (IOException e) {
            // closed then
        }
        channels.forEach(this::close);
    }
}

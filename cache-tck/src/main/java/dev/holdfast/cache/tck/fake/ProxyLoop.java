package dev.holdfast.cache.tck.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's one thread: it owns all sockets and the mode, so a change of mode is an event between two others and
 * never meets a chunk half way.
 */
final class ProxyLoop {
    private static final long CLOSE_MILLIS = 10_000;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final InetSocketAddress upstream;
    private final InetSocketAddress address;
    private final Selector selector;
    private final ProxyTraffic traffic = new ProxyTraffic();
    private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;

    private List<ProxyConnection> connections = new ArrayList<>();
    private ProxyMode mode = ProxyMode.pass();
    private boolean closing;
    private @Nullable ServerSocketChannel listener;

    /** Keeps the port ours while nobody listens on it. */
    private @Nullable SocketChannel reservation;

    /** Something to do between two events, and who waits for it. */
    private record Task(Action action, CompletableFuture<Void> done) {}

    /** What a task does. */
    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    ProxyLoop(InetSocketAddress upstream) throws IOException {
        this.upstream = upstream;
        this.selector = Selector.open();
        try {
            ServerSocketChannel first = listenOn(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
            this.listener = first;
            this.address = (InetSocketAddress) first.getLocalAddress();
        } catch (IOException e) {
            selector.close();
            throw e;
        }
        this.thread = new Thread(this::run, "holdfast-proxy-" + address.getPort());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    InetSocketAddress address() {
        return address;
    }

    ProxyTraffic traffic() {
        return traffic;
    }

    void switchTo(ProxyMode next) {
        onThread(() -> enter(next));
    }

    void dropConnections() {
        onThread(() -> connections.forEach(ProxyConnection::close));
    }

    void close() {
        if (!ended.isDone()) {
            tasks.add(new Task(() -> closing = true, new CompletableFuture<>()));
            selector.wakeup();
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the action is done and its closed sockets are closed. */
    private void onThread(Action action) {
        Task task = new Task(action, new CompletableFuture<>());
        tasks.add(task);
        selector.wakeup();
        if (ended.isDone()) {
            refuseTasks();
        }
        try {
            task.done().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(io);
            }
            throw new IllegalStateException("this proxy is closed: " + address, e.getCause());
        }
    }

    private void refuseTasks() {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.done().completeExceptionally(new IllegalStateException("the proxy's thread has ended"));
        }
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    /** One task at most, so that a socket closed by one is closed before the next. */
    private void turn() throws IOException {
        Task task = tasks.poll();
        if (task == null) {
            selector.select(this::ready, settle());
            return;
        }
        try {
            task.action().run();
            settle();
            selector.selectNow(this::ready);
            task.done().complete(null);
        } catch (IOException | RuntimeException e) {
            task.done().completeExceptionally(e);
        }
    }

    /** Answers the milliseconds until a held chunk is due; 0 for none, as {@link Selector#select(long)} has it. */
    private long settle() {
        long now = System.nanoTime();
        long wait = Long.MAX_VALUE;
        List<ProxyConnection> open = new ArrayList<>(connections.size());
        for (ProxyConnection connection : connections) {
            wait = Math.min(wait, connection.isOpen() ? connection.settle(mode, now) : Long.MAX_VALUE);
            if (connection.isOpen()) {
                open.add(connection);
            }
        }
        connections = open;
        traffic.open.set(open.size());
        return wait == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1;
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof ProxyConnection connection) {
            if (key.isValid()) {
                connection.ready(key, mode, System.nanoTime());
            }
        } else {
            acceptAll();
        }
    }

    private void acceptAll() {
        try {
            for (SocketChannel client = accept(); client != null; client = accept()) {
                traffic.accepted.incrementAndGet();
                take(client);
            }
        } catch (IOException e) {
            // the client was gone before it was taken
        }
    }

    private void take(SocketChannel client) throws IOException {
        try {
            ProxyConnection connection = ProxyConnection.open(client, upstream, selector, traffic);
            connections.add(connection);
            connection.enter(mode, System.nanoTime());
        } catch (IOException e) {
            client.close();
            throw e;
        }
    }

    private @Nullable SocketChannel accept() throws IOException {
        ServerSocketChannel open = listener;
        return open == null ? null : open.accept();
    }

    private void enter(ProxyMode next) throws IOException {
        long now = System.nanoTime();
        acceptAll();
        connections.forEach(connection -> connection.leave(mode, now));
        mode = next;
        connections.forEach(connection -> connection.enter(next, now));
        if (next.listens()) {
            listen();
        } else {
            stopListening();
        }
    }

    private ServerSocketChannel listenOn(InetSocketAddress local) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(local, 1024);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void listen() throws IOException {
        if (listener == null) {
            listener = listenOn(address);
            if (reservation != null) {
                reservation.close();
                reservation = null;
            }
        }
    }

    private void stopListening() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
            selector.selectNow(); // a registered channel is really closed by the next selection
            reserve();
        }
    }

    /** A socket that is bound and does not listen refuses connections, and keeps the port from being given away. */
    private void reserve() throws IOException {
        SocketChannel bound = SocketChannel.open();
        try {
            bound.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            bound.bind(address);
            reservation = bound;
        } catch (IOException e) {
            bound.close(); // the port can't be kept on this system; most likely it is still free later
        }
    }

    private void end() {
        connections.forEach(ProxyConnection::close);
        traffic.open.set(0);
        try {
            if (listener != null) {
                listener.close();
            }
            if (reservation != null) {
                reservation.close();
            }
            selector.close(); // and with it, really, every channel that was registered
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.complete(null);
            refuseTasks();
        }
    }

    @Override
    public String toString() {
        return "127.0.0.1:" + address.getPort() + " in front of " + upstream.getHostString() + ":" + upstream.getPort();
    }
}

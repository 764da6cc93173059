package dev.holdfast.cache.tck.fake;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** A client's connection and the one to the server that belongs to it. Used by the proxy's thread alone. */
final class ProxyConnection {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final ProxyPipe requests;
    private final ProxyPipe replies;
    private boolean wasConnected;
    private boolean serverLost;
    private boolean cutByReset;

    private ProxyConnection(SocketChannel client, SocketChannel server, Selector selector, ProxyTraffic traffic)
            throws IOException {
        this.client = client;
        this.server = server;
        client.configureBlocking(false);
        server.configureBlocking(false);
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        server.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.clientKey = client.register(selector, 0, this);
        this.serverKey = server.register(selector, 0, this);
        this.requests = new ProxyPipe(Direction.TO_SERVER, client, server, traffic);
        this.replies = new ProxyPipe(Direction.TO_CLIENT, server, client, traffic);
    }

    /** Starts connecting to the server; that it is not there is found out later. */
    static ProxyConnection open(
            SocketChannel client, InetSocketAddress upstream, Selector selector, ProxyTraffic traffic)
            throws IOException {
        ProxyConnection connection = new ProxyConnection(client, SocketChannel.open(), selector, traffic);
        try {
            connection.wasConnected = connection.server.connect(upstream);
        } catch (IOException e) {
            connection.loseServer();
        }
        return connection;
    }

    boolean isOpen() {
        return client.isOpen();
    }

    /** Reads and writes what is possible now. */
    void ready(SelectionKey key, ProxyMode mode, long now) {
        if (key == clientKey) {
            try {
                move(key, requests, replies, mode, now);
            } catch (IOException clientGone) {
                reset();
            }
        } else {
            try {
                if (key.isConnectable()) {
                    wasConnected = server.finishConnect();
                }
                move(key, replies, requests, mode, now);
            } catch (IOException serverGone) {
                loseServer();
            }
        }
    }

    private static void move(SelectionKey key, ProxyPipe readable, ProxyPipe writable, ProxyMode mode, long now)
            throws IOException {
        if (key.isReadable()) {
            readable.read(mode, now);
        }
        if (key.isWritable()) {
            writable.write();
        }
    }

    private void loseServer() {
        serverLost = true;
        closeQuietly(server);
    }

    /** Draws the conclusions of what was read and written; answers the nanoseconds until there is more to do. */
    long settle(ProxyMode mode, long now) {
        if (serverLost) {
            return settleWithoutServer(mode);
        }
        try {
            if (wasConnected) {
                requests.passEndOn(mode);
            }
        } catch (IOException serverGone) {
            loseServer();
            return settleWithoutServer(mode);
        }
        try {
            replies.passEndOn(mode);
        } catch (IOException clientGone) {
            reset();
        }
        if (replies.isCut() && cutByReset) {
            reset();
        } else if (replies.isCut() || (requests.isOver() && replies.isOver())) {
            close();
        }
        if (!isOpen()) {
            return Long.MAX_VALUE;
        }
        updateInterest(now);
        return Math.min(requests.nanosToWait(now), replies.nanosToWait(now));
    }

    /** In a black hole the client is not told. */
    private long settleWithoutServer(ProxyMode mode) {
        if (mode.swallows(Direction.TO_CLIENT)) {
            clientKey.interestOps(0);
        } else if (wasConnected) {
            reset();
        } else {
            close();
        }
        return Long.MAX_VALUE;
    }

    private void updateInterest(long now) {
        clientKey.interestOps(interest(requests.wantsRead(), replies.wantsWrite(now)));
        serverKey.interestOps(
                wasConnected ? interest(replies.wantsRead(), requests.wantsWrite(now)) : SelectionKey.OP_CONNECT);
    }

    private static int interest(boolean read, boolean write) {
        return (read ? SelectionKey.OP_READ : 0) | (write ? SelectionKey.OP_WRITE : 0);
    }

    /** Before a mode ends: what came under it is treated by it. */
    void leave(ProxyMode mode, long now) {
        try {
            if (mode.swallows(Direction.TO_SERVER)) {
                requests.drain(mode, now);
            }
        } catch (IOException clientGone) {
            reset();
            return;
        }
        try {
            if (mode.swallows(Direction.TO_CLIENT) && wasConnected && !serverLost) {
                replies.drain(mode, now);
            }
        } catch (IOException serverGone) {
            loseServer();
        }
    }

    void enter(ProxyMode mode, long now) {
        requests.enter(mode, now);
        replies.enter(mode, now);
        mode.begin(this);
    }

    void cutAfter(long bytes, boolean byReset) {
        replies.cutAfter(bytes);
        cutByReset = byReset;
    }

    void endReplies() {
        try {
            replies.end();
        } catch (IOException clientGone) {
            reset();
        }
    }

    /** Both sides get a RST: with a linger of zero, closing sends one instead of a FIN. */
    void reset() {
        lingerZero(client);
        lingerZero(server);
        close();
    }

    private static void lingerZero(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyClosed) {
            // then there is nobody left to be told
        }
    }

    void close() {
        closeQuietly(client);
        closeQuietly(server);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is gone all the same
        }
    }
}

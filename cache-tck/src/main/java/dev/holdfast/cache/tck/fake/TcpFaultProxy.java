package dev.holdfast.cache.tck.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * A TCP proxy in this JVM, on a free port of 127.0.0.1, that breaks the connections between a driver and a real server.
 *
 * <pre>{@code
 * try (TcpFaultProxy proxy = TcpFaultProxy.to("127.0.0.1", 6379);
 *         DistributedCache cache = Caches.open("redis://127.0.0.1:" + proxy.port())) {
 *     proxy.blackHole();  // from here on nothing gets through
 *     proxy.pass();       // and from here on it does again
 * }
 * }</pre>
 *
 * <p>There is one mode at a time; it starts as {@link #pass()}. When a mode's method returns the mode is in force, for
 * open and for new connections. A chunk that was held by {@link #slow} when the mode changes goes on at once, or is
 * dropped if the new mode drops. A connection's damage stays: what was reset, cut or half-closed does not heal.
 *
 * <p>A server that is not there: the client's connection is accepted and then closed, save in a black hole. A server
 * that breaks its connection: so is the client's.
 *
 * <p>One daemon thread, {@code holdfast-proxy-<port>}, serves all connections; {@link #close()} ends it and frees the
 * port. Safe for any number of threads.
 */
public final class TcpFaultProxy implements AutoCloseable {
    private final ProxyLoop loop;

    private TcpFaultProxy(ProxyLoop loop) {
        this.loop = loop;
    }

    /**
     * Starts a proxy in front of a server, which need not be there yet.
     *
     * @param host the server's name or address; resolved once, now
     * @param port the server's port
     * @return a proxy that passes everything
     * @throws IllegalArgumentException if the host is unknown
     * @throws UncheckedIOException if no port can be opened
     */
    public static TcpFaultProxy to(String host, int port) {
        InetSocketAddress upstream = new InetSocketAddress(host, port);
        if (upstream.isUnresolved()) {
            throw new IllegalArgumentException("unknown host: " + host);
        }
        try {
            ProxyLoop loop = new ProxyLoop(upstream);
            loop.start();
            return new TcpFaultProxy(loop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where clients connect to.
     *
     * @return 127.0.0.1 and a port, the same as long as the proxy lives
     */
    public InetSocketAddress address() {
        return loop.address();
    }

    /**
     * The port that clients connect to.
     *
     * @return the port, the same as long as the proxy lives
     */
    public int port() {
        return address().getPort();
    }

    /** Everything gets through, as it is: the mode at the start, and the one that heals. */
    public void pass() {
        loop.switchTo(ProxyMode.pass());
    }

    /**
     * New connections are refused: nobody listens on the port, which stays reserved. Open connections go on; for a
     * server that stopped, {@link #dropConnections()} as well.
     */
    public void refuse() {
        loop.switchTo(ProxyMode.refuse());
    }

    /** Open connections are reset (RST) now, to the client and to the server; new ones as soon as they are accepted. */
    public void reset() {
        loop.switchTo(ProxyMode.reset());
    }

    /**
     * Nothing gets through, and nobody is told: connections are accepted, bytes and ends of stream vanish both ways.
     * Bytes that came, or were on their way through the proxy, before this mode ends are never delivered; the end of a
     * stream, or the loss of the server, is told when this mode ends.
     */
    public void blackHole() {
        loop.switchTo(ProxyMode.blackHole(false));
    }

    /** As {@link #blackHole()}, but requests do reach the server: it carries them out, and its replies vanish. */
    public void blackHoleReplies() {
        loop.switchTo(ProxyMode.blackHole(true));
    }

    /**
     * Every chunk is late, each way.
     *
     * @param delay how long a chunk of up to 16 KiB is held, zero or more; to the millisecond
     */
    public void slow(Duration delay) {
        slow(delay, Long.MAX_VALUE);
    }

    /**
     * Every chunk is late, each way, and there are only so many bytes a second for each connection and way.
     *
     * @param delay how long a chunk of up to 16 KiB, or a twentieth of a second's bytes, is held, zero or more; to the
     *     millisecond
     * @param bytesPerSecond the limit, 1 or more
     * @throws IllegalArgumentException if one of them is less
     */
    public void slow(Duration delay, long bytesPerSecond) {
        if (delay.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException("a delay of zero or more and a limit of 1 byte a second or more, not "
                    + delay + " and " + bytesPerSecond);
        }
        loop.switchTo(ProxyMode.slow(delay, bytesPerSecond));
    }

    /**
     * Every byte travels alone, each way: one write and one segment for each, without Nagle's delay. A reader that is
     * slower than the proxy still finds several at once.
     */
    public void chop() {
        loop.switchTo(ProxyMode.chop());
    }

    /** Clients get the end of the stream (FIN) now, new ones at once; what they send still reaches the server. */
    public void halfClose() {
        loop.switchTo(ProxyMode.halfClose());
    }

    /**
     * Every connection is closed (FIN) when this many bytes of replies went through, in the middle of a reply or not;
     * they count from now, for new connections from their start.
     *
     * @param replyBytes how many bytes still get through, zero or more; with zero the first reply cuts
     * @throws IllegalArgumentException if negative
     */
    public void cutAfter(long replyBytes) {
        loop.switchTo(ProxyMode.cutAfter(notNegative(replyBytes), false));
    }

    /**
     * As {@link #cutAfter}, but the connection is reset (RST).
     *
     * @param replyBytes how many bytes still get through, zero or more; with zero the first reply resets
     * @throws IllegalArgumentException if negative
     */
    public void resetAfter(long replyBytes) {
        loop.switchTo(ProxyMode.cutAfter(notNegative(replyBytes), true));
    }

    private static long notNegative(long replyBytes) {
        if (replyBytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative: " + replyBytes);
        }
        return replyBytes;
    }

    /**
     * Replies are replaced by these bytes: once for each chunk that the server sends.
     *
     * @param bytes what the client gets, at least one
     * @throws IllegalArgumentException if there is none
     */
    public void garbage(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("garbage must be one byte at least; blackHoleReplies() sends none");
        }
        loop.switchTo(ProxyMode.garbage(bytes.clone()));
    }

    /**
     * Replies are replaced by as many random bytes.
     *
     * @param seed gives the same bytes for the same seed
     */
    public void garbage(long seed) {
        loop.switchTo(ProxyMode.garbage(seed));
    }

    /** Closes all connections that are open now, to the client and to the server; the mode stays. */
    public void dropConnections() {
        loop.dropConnections();
    }

    /**
     * Connections taken from clients.
     *
     * @return how many since the start
     */
    public long accepted() {
        return loop.traffic().accepted.get();
    }

    /**
     * Connections that clients have open.
     *
     * @return how many now
     */
    public long open() {
        return loop.traffic().open.get();
    }

    /**
     * Bytes that came from clients, passed on or not.
     *
     * @return how many since the start
     */
    public long requestBytes() {
        return loop.traffic().requestBytes.get();
    }

    /**
     * Bytes that came from the server, passed on or not.
     *
     * @return how many since the start
     */
    public long replyBytes() {
        return loop.traffic().replyBytes.get();
    }

    /**
     * Bytes that came from either side and vanished in a black hole, or after a half-close.
     *
     * @return how many since the start
     */
    public long droppedBytes() {
        return loop.traffic().droppedBytes.get();
    }

    /**
     * Writes to either side: chunks passed on, whole or in part.
     *
     * @return how many since the start
     */
    public long writes() {
        return loop.traffic().writes.get();
    }

    /** Closes all connections, frees the port and ends the thread. Idempotent. Other calls are refused from then on. */
    @Override
    public void close() {
        loop.close();
    }

    /** Both ends, such as {@code 127.0.0.1:40123 in front of localhost:6379}. */
    @Override
    public String toString() {
        return loop.toString();
    }
}

package dev.holdfast.cache.memcached;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** Carries connections: the one place where the client library is. */
interface Transport extends AutoCloseable {
    /**
     * Takes over a connected channel.
     *
     * @param channel connected; closed with the connection
     * @param onLost run once when the connection is closed, by whatever thread notices; does not block
     */
    Connection adopt(SocketChannel channel, Runnable onLost) throws IOException;

    /** Closes all connections and ends all threads; waits for them no longer than a moment. */
    @Override
    void close();
}

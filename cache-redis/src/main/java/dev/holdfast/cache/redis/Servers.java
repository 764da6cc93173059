package dev.holdfast.cache.redis;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which server has which key. */
interface Servers {
    /**
     * Connects, and waits until each server was tried once.
     *
     * @return why the cache can't work yet; null if it can
     */
    @Nullable
    ConnectFailure open() throws InterruptedException;

    /** The server for a key. */
    Node of(byte[] key);

    /** All servers that hold keys, for pings. */
    Collection<Node> all();

    /** Whether keys are spread over several, so that a command for many keys must be split. */
    boolean isSpread();

    /** Whom a MOVED or ASK of that server names. */
    Node redirected(ErrorReply reply, Node by);

    /** Never blocks longer than the timeout. */
    void close();
}

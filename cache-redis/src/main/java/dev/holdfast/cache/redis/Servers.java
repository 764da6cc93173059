package dev.holdfast.cache.redis;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which server has which key. */
interface Servers {
    /** The server for a key. */
    Node of(byte[] key);

    /** All servers that hold keys, for pings. */
    Collection<Node> all();

    /** Whether keys are spread over several, so that a command for many keys must be split. */
    boolean isSpread();

    /** Where a server sent us instead; null where that is no answer to follow. */
    @Nullable
    Node redirected(ErrorReply reply);

    /** Never blocks longer than the timeout. */
    void close();
}

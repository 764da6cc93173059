package dev.holdfast.cache.redis;

import java.util.Collection;
import java.util.List;
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

    /** Whom to ask for a read of that key; null where only a replica would do, and none is known. */
    default @Nullable Node reader(byte[] key) {
        return of(key);
    }

    /** Whether reads go where writes go. */
    default boolean readsFromMasters() {
        return true;
    }

    /** Whom else to ask for it, after that one could not answer; null: nobody. */
    default @Nullable Node otherReader(byte[] key, Node asked) {
        return null;
    }

    /** Keys that are read by one command each, unless {@linkplain #isSpread() spread}: all of a group have one reader. */
    default Collection<List<String>> byReader(List<String> keys) {
        return List.of(keys);
    }

    /** All servers that hold keys, for pings. */
    Collection<Node> all();

    /** Whether keys are spread over several, so that a command for many keys must be split. */
    boolean isSpread();

    /** Whom a MOVED or ASK of that server names. */
    Node redirected(ErrorReply reply, Node by);

    /** That server is cut off from the others, and what it says of them may be old. */
    default void doubt(Node node) {}

    /** Never blocks longer than the timeout. */
    void close();
}

package dev.holdfast.cache.redis;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server, or one master, for all keys. */
record SingleServer(Node node) implements Servers {
    @Override
    public @Nullable ConnectFailure open() throws InterruptedException {
        node.start();
        node.awaitFirstTry();
        return node.wire() == null ? node.lastFailure() : null;
    }

    @Override
    public Node of(byte[] key) {
        return node;
    }

    @Override
    public Collection<Node> all() {
        return List.of(node);
    }

    @Override
    public boolean isSpread() {
        return false;
    }

    @Override
    public Node redirected(ErrorReply reply, Node by) {
        return node;
    }

    @Override
    public void close() {
        node.close();
    }
}

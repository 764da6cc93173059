package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The physical limit: a blocking socket for each thread, and no more work than the protocol asks for. No pool, no
 * timeout but the socket's, no reconnecting, no checks of keys or values.
 */
final class SocketStore implements Store {
    private final Queue<TextSocket> sockets = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<TextSocket> own;

    SocketStore(int port) {
        own = ThreadLocal.withInitial(() -> {
            TextSocket socket = TextSocket.to(port);
            sockets.add(socket);
            return socket;
        });
    }

    @Override
    public byte @Nullable [] get(String key) throws IOException {
        return own.get().get(key);
    }

    @Override
    public void set(String key, byte[] value) throws IOException {
        own.get().set(key, value);
    }

    @Override
    public long incr(String key) throws IOException {
        return own.get().incr(key);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) throws IOException {
        TextSocket socket = own.get();
        return socket.cas(key, value, socket.gets(key));
    }

    @Override
    public int getAll(List<String> keys) throws IOException {
        return own.get().getAll(keys).size();
    }

    @Override
    public void close() throws IOException {
        for (TextSocket socket : sockets) {
            socket.close();
        }
    }
}

package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import net.spy.memcached.MemcachedClient;
import org.jspecify.annotations.Nullable;

/** spymemcached, as it comes. */
final class SpymemcachedClient implements Client {
    private static final int SECONDS = 600;

    private final MemcachedClient client;

    SpymemcachedClient(int port) throws IOException {
        System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger"); // else to the console
        client = new MemcachedClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public @Nullable Object get(String key) {
        return client.get(key);
    }

    @Override
    public void set(String key, String value) throws ExecutionException, InterruptedException {
        if (!client.set(key, SECONDS, value).get()) {
            throw new IllegalStateException("not set");
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeoutException;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.exception.MemcachedException;
import org.jspecify.annotations.Nullable;

/** xmemcached, one connection. */
final class XmemcachedClient implements Client {
    private final MemcachedClient client;

    XmemcachedClient(int port) throws IOException {
        client = new XMemcachedClientBuilder(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
                .build();
    }

    @Override
    public @Nullable Object get(String key) throws InterruptedException, MemcachedException, TimeoutException {
        return client.get(key);
    }

    @Override
    public void set(String key, String value) throws InterruptedException, MemcachedException, TimeoutException {
        client.set(key, 600, value);
    }

    @Override
    public void close() throws IOException {
        client.shutdown();
    }
}

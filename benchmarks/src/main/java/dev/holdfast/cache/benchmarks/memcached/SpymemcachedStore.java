package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import net.spy.memcached.CASResponse;
import net.spy.memcached.CASValue;
import net.spy.memcached.DefaultConnectionFactory;
import net.spy.memcached.MemcachedClient;
import org.jspecify.annotations.Nullable;

/** spymemcached as its documentation opens it; with the patience of the others. */
final class SpymemcachedStore implements Store {
    private static final int SECONDS = 600;

    private final MemcachedClient client;

    SpymemcachedStore(int port) throws IOException {
        System.setProperty("net.spy.log.LoggerImpl", "net.spy.memcached.compat.log.SLF4JLogger"); // else to the console
        client = new MemcachedClient(
                new DefaultConnectionFactory() {
                    @Override
                    public long getOperationTimeout() {
                        return PATIENCE.toMillis();
                    }
                },
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    @Override
    public byte @Nullable [] get(String key) {
        return (byte[]) client.get(key);
    }

    @Override
    public void set(String key, byte[] value) throws ExecutionException, InterruptedException {
        client.set(key, SECONDS, value).get();
    }

    @Override
    public long incr(String key) {
        return client.incr(key, 1);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) {
        CASValue<Object> seen = client.gets(key);
        return client.cas(key, seen.getCas(), SECONDS, value) == CASResponse.OK;
    }

    @Override
    public int getAll(List<String> keys) {
        return client.getBulk(keys).size();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

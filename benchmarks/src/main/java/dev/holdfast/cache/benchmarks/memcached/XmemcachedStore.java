package dev.holdfast.cache.benchmarks.memcached;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.IOException;
import java.util.List;
import net.rubyeye.xmemcached.GetsResponse;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.BinaryCommandFactory;
import net.rubyeye.xmemcached.utils.AddrUtil;
import org.jspecify.annotations.Nullable;

/** xmemcached as its documentation opens it, or with its merging of gets switched off. */
final class XmemcachedStore implements Store {
    private static final int SECONDS = 600;

    private final MemcachedClient client;

    XmemcachedStore(int port, boolean mergesGets, boolean binary) throws IOException {
        XMemcachedClientBuilder builder = new XMemcachedClientBuilder(AddrUtil.getAddresses("127.0.0.1:" + port));
        if (binary) {
            builder.setCommandFactory(new BinaryCommandFactory());
        }
        client = builder.build();
        client.setOptimizeGet(mergesGets);
        client.setOpTimeout(PATIENCE.toMillis());
    }

    @Override
    public byte @Nullable [] get(String key) throws Exception {
        return client.get(key);
    }

    @Override
    public void set(String key, byte[] value) throws Exception {
        client.set(key, SECONDS, value);
    }

    @Override
    public long incr(String key) throws Exception {
        return client.incr(key, 1, 1);
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) throws Exception {
        GetsResponse<byte[]> seen = client.gets(key);
        return client.cas(key, SECONDS, value, seen.getCas());
    }

    @Override
    public int getAll(List<String> keys) throws Exception {
        return client.get(keys).size();
    }

    @Override
    public void close() throws Exception {
        client.shutdown();
    }
}

package dev.holdfast.cache.benchmarks.memcached;

import com.spotify.folsom.AsciiMemcacheClient;
import com.spotify.folsom.GetResult;
import com.spotify.folsom.MemcacheClientBuilder;
import com.spotify.folsom.MemcacheStatus;
import dev.holdfast.cache.benchmarks.store.Store;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** folsom, whose calls answer with futures, which are waited for here as an application without them would. */
final class FolsomStore implements Store {
    private static final int SECONDS = 600;

    private final AsciiMemcacheClient<byte[]> client;

    FolsomStore(int port) throws InterruptedException, TimeoutException {
        client = MemcacheClientBuilder.newByteArrayClient()
                .withAddress("127.0.0.1", port)
                .withConnectionTimeoutMillis(PATIENCE.toMillis())
                .connectAscii();
        client.awaitConnected(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T await(CompletionStage<T> answer) throws ExecutionException, InterruptedException {
        return answer.toCompletableFuture().get();
    }

    @Override
    public byte @Nullable [] get(String key) throws ExecutionException, InterruptedException {
        return await(client.get(key));
    }

    @Override
    public void set(String key, byte[] value) throws ExecutionException, InterruptedException {
        await(client.set(key, value, SECONDS));
    }

    @Override
    public long incr(String key) throws ExecutionException, InterruptedException {
        return await(client.incr(key, 1));
    }

    @Override
    public boolean getsAndCas(String key, byte[] value) throws ExecutionException, InterruptedException {
        GetResult<byte[]> seen = await(client.casGet(key));
        return await(client.set(key, value, SECONDS, seen.getCas())) == MemcacheStatus.OK;
    }

    @Override
    public int getAll(List<String> keys) throws ExecutionException, InterruptedException {
        return await(client.getAsMap(keys)).size();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}

package dev.holdfast.cache.benchmarks.outage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.holdfast.cache.benchmarks.store.Store;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A contender of the groups that race, where it is opened there as it comes.
 *
 * @param store it
 */
record StoreClient(Store store) implements Client {
    @Override
    public @Nullable Object get(String key) throws Exception {
        return store.get(key);
    }

    @Override
    public void set(String key, String value) throws Exception {
        store.set(key, value.getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}

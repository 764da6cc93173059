package dev.holdfast.cache.benchmarks.growth;

import dev.holdfast.cache.benchmarks.store.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many instances; every call goes to the one that its key stands for.
 *
 * @param stores the instances
 */
record SpreadStore(List<Store> stores) implements Store {
    private Store of(String key) {
        return stores.get(Math.floorMod(key.hashCode(), stores.size()));
    }

    @Override
    public byte @Nullable [] get(String key) throws Exception {
        return of(key).get(key);
    }

    @Override
    public void set(String key, byte[] value) throws Exception {
        of(key).set(key, value);
    }

    @Override
    public void close() throws Exception {
        for (Store store : stores) {
            store.close();
        }
    }
}

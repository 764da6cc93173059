package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.LONG;
import static dev.holdfast.cache.tck.ContractTopic.bytes;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Every operation of a cache, once, on one key. */
final class Operations {
    private Operations() {}

    /** Calls the receiver with each operation the cache is capable of. The key may be null or invalid. */
    static void each(DistributedCache cache, String key, BiConsumer<String, Runnable> receiver) {
        for (Named operation : all(cache, key, new CasToken() {})) {
            receiver.accept(operation.name(), operation.call());
        }
    }

    record Named(String name, Operation operation, Runnable call) {}

    /** Each operation the cache is capable of, except ping, in an order in which none breaks a later one. */
    static List<Named> all(DistributedCache cache, String key, CasToken token) {
        List<Named> all = new ArrayList<>();
        List<String> keys = Collections.singletonList(key);
        byte[] value = bytes("1");
        Map<String, byte[]> entries = Collections.singletonMap(key, value);
        all.add(new Named("get", Operation.GET, () -> cache.get(key)));
        all.add(new Named("getAll", Operation.GET_ALL, () -> cache.getAll(keys)));
        all.add(new Named("gets", Operation.GETS, () -> cache.gets(key)));
        all.add(new Named("getsAll", Operation.GETS_ALL, () -> cache.getsAll(keys)));
        all.add(new Named("set", Operation.SET, () -> cache.set(key, value, LONG)));
        all.add(new Named("setAll", Operation.SET_ALL, () -> cache.setAll(entries, LONG)));
        all.add(new Named("add", Operation.ADD, () -> cache.add(key, value, LONG)));
        all.add(new Named("replace", Operation.REPLACE, () -> cache.replace(key, value, LONG)));
        all.add(new Named("cas", Operation.CAS, () -> cache.cas(key, value, token, LONG)));
        all.add(new Named("incr", Operation.INCR, () -> cache.incr(key, 1)));
        all.add(new Named("decr", Operation.DECR, () -> cache.decr(key, 1)));
        all.add(new Named("incr with initial", Operation.INCR, () -> cache.incr(key, 1, 1, LONG)));
        all.add(new Named("decr with initial", Operation.DECR, () -> cache.decr(key, 1, 1, LONG)));
        if (cache.capabilities().contains(Capability.TOUCH)) {
            all.add(new Named("touch", Operation.TOUCH, () -> cache.touch(key, LONG)));
        }
        if (cache.capabilities().contains(Capability.GET_AND_TOUCH)) {
            all.add(new Named("getAndTouch", Operation.GET_AND_TOUCH, () -> cache.getAndTouch(key, LONG)));
        }
        if (cache.capabilities().contains(Capability.TTL_READ)) {
            all.add(new Named("ttl", Operation.TTL, () -> cache.ttl(key)));
        }
        all.add(new Named("delete with token", Operation.DELETE, () -> cache.delete(key, token)));
        all.add(new Named("delete", Operation.DELETE, () -> cache.delete(key)));
        all.add(new Named("deleteAll", Operation.DELETE_ALL, () -> cache.deleteAll(keys)));
        return all;
    }

    static List<String> keys(String base, int count) {
        String[] keys = new String[count];
        Arrays.setAll(keys, i -> base + ":" + i);
        return List.of(keys);
    }
}

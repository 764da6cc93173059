package dev.holdfast.cache.memcached;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of many keys: all servers are asked at once, in commands of a bounded size, and each key ends by itself. */
final class BulkCalls {
    private static final int KEYS_A_READ = 100;
    private static final int REQUESTS_AT_ONCE = 512;

    private final Servers servers;
    private final Protocol protocol;
    private final long timeoutNanos;
    private final String endpoint;

    BulkCalls(Servers servers, Protocol protocol, long timeoutNanos, String endpoint) {
        this.servers = servers;
        this.protocol = protocol;
        this.timeoutNanos = timeoutNanos;
        this.endpoint = endpoint;
    }

    /** Some keys of one server, and where they stand among all. */
    private record Chunk(Server server, List<String> keys, List<byte[]> wireKeys) {}

    private record Asked(Chunk chunk, long epoch, Request<@Nullable Item[]> request) {}

    /** Takes what was found of one key. */
    interface Found {
        void item(String key, Item item, long epoch);
    }

    /**
     * Reads; tells what was found, in no order.
     *
     * @return the keys that failed
     */
    Map<String, CacheException> read(Call call, Set<String> keys, boolean withUnique, Found found) {
        List<Asked> asked = new ArrayList<>();
        for (Chunk chunk : chunks(keys)) {
            call.checkNotInterrupted(chunk.server);
            Request<@Nullable Item[]> request = protocol.getMany(chunk.wireKeys, withUnique);
            Connection connection = chunk.server.connection();
            asked.add(new Asked(chunk, connection.epoch(), request));
            connection.send(request);
        }
        Map<String, CacheException> failures = new HashMap<>();
        for (Asked one : asked) {
            take(call, one, found, failures);
        }
        return failures;
    }

    private static void take(Call call, Asked asked, Found found, Map<String, CacheException> failures) {
        List<String> keys = asked.chunk.keys;
        try {
            @Nullable Item[] items = call.await(asked.chunk.server, asked.request);
            for (int i = 0; i < items.length; i++) {
                Item item = items[i];
                if (item != null) {
                    found.item(keys.get(i), item, asked.epoch);
                }
            }
        } catch (CacheInterruptedException e) {
            throw e;
        } catch (CacheException e) {
            keys.forEach(key -> failures.put(key, e));
        }
    }

    private List<Chunk> chunks(Collection<String> keys) {
        Map<Server, Chunk> open = new HashMap<>();
        List<Chunk> all = new ArrayList<>();
        for (String key : keys) {
            byte[] wireKey = WireKey.of(key);
            Server server = servers.of(wireKey);
            Chunk chunk = open.get(server);
            if (chunk == null || chunk.keys.size() == KEYS_A_READ) {
                chunk = new Chunk(server, new ArrayList<>(), new ArrayList<>());
                open.put(server, chunk);
                all.add(chunk);
            }
            chunk.keys.add(key);
            chunk.wireKeys.add(wireKey);
        }
        return all;
    }

    private record Written(String key, Call call, Server server, Request<Stored> request) {}

    /** How one key is written or deleted. */
    interface Write {
        /** What to send; throws what refuses the key before anything is sent. */
        Request<Stored> request(String key);

        /** Goes on after an answer, where one request is not all. */
        default void answered(Call call, String key, Stored outcome) {}
    }

    /** Writes or deletes each key by a request of its own, many under way at a time. */
    void write(Operation operation, Collection<String> keys, Write write) {
        Call all = new Call(operation, null, timeoutNanos);
        Set<String> done = new LinkedHashSet<>();
        Map<String, CacheException> failures = new LinkedHashMap<>();
        List<Written> underWay = new ArrayList<>();
        for (String key : keys) {
            Server server = servers.of(WireKey.of(key));
            Call call = all.forKey(key);
            call.checkNotInterrupted(server);
            try {
                Request<Stored> request = write.request(key);
                server.send(request);
                underWay.add(new Written(key, call, server, request));
            } catch (CacheException e) {
                failures.put(key, e);
            }
            if (underWay.size() == REQUESTS_AT_ONCE) {
                finish(write, underWay, done, failures);
            }
        }
        finish(write, underWay, done, failures);
        if (!failures.isEmpty()) {
            throw BulkCacheException.writing(all.failed(endpoint), done, failures);
        }
    }

    private static void finish(
            Write write, List<Written> underWay, Set<String> done, Map<String, CacheException> failures) {
        for (Written written : underWay) {
            try {
                Stored outcome = written.call.await(written.server, written.request);
                write.answered(written.call, written.key, outcome);
                done.add(written.key);
            } catch (CacheInterruptedException e) {
                throw e;
            } catch (CacheException e) {
                failures.put(written.key, e);
            }
        }
        underWay.clear();
    }
}

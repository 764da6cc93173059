package dev.holdfast.cache.memcached;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls of many keys: all servers are asked at once, in commands of a bounded size, and each key ends by itself. */
final class BulkCalls {
    private static final int KEYS_A_READ = 100;
    private static final int READS_AT_ONCE = Limits.WAITING_REQUESTS / 8;

    private final Servers servers;
    private final Protocol protocol;
    private final long timeoutNanos;
    private final String endpoint;
    private final int keysARead;

    /** @param proxied whether each key is read by itself: a command of which a proxy can't ask all ends its connection */
    BulkCalls(Servers servers, Protocol protocol, long timeoutNanos, String endpoint, boolean proxied) {
        this.servers = servers;
        this.protocol = protocol;
        this.timeoutNanos = timeoutNanos;
        this.endpoint = endpoint;
        this.keysARead = proxied ? 1 : KEYS_A_READ;
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
        Map<String, CacheException> failures = new HashMap<>();
        List<Chunk> chunks = chunks(keys);
        for (int from = 0; from < chunks.size(); from += READS_AT_ONCE) {
            List<Chunk> some = chunks.subList(from, Math.min(chunks.size(), from + READS_AT_ONCE));
            if (call.isLate()) {
                some.forEach(chunk -> fail(chunk, call.tooLate(chunk.server), failures));
            } else {
                List<Asked> asked =
                        some.stream().map(chunk -> ask(call, chunk, withUnique)).toList();
                asked.forEach(one -> take(call, one, found, failures));
            }
        }
        return failures;
    }

    private Asked ask(Call call, Chunk chunk, boolean withUnique) {
        call.checkNotInterrupted(chunk.server);
        Request<@Nullable Item[]> request = protocol.getMany(chunk.wireKeys, withUnique);
        Connection connection = chunk.server.connection();
        Asked asked = new Asked(chunk, connection.epoch(), request);
        connection.send(request);
        return asked;
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
            fail(asked.chunk, e, failures);
        }
    }

    private static void fail(Chunk chunk, CacheException e, Map<String, CacheException> failures) {
        chunk.keys.forEach(key -> failures.put(key, e));
    }

    private List<Chunk> chunks(Collection<String> keys) {
        Map<Server, Chunk> open = new HashMap<>();
        List<Chunk> all = new ArrayList<>();
        for (String key : keys) {
            byte[] wireKey = WireKey.of(key);
            Server server = servers.of(wireKey);
            Chunk chunk = open.get(server);
            if (chunk == null || chunk.keys.size() == keysARead) {
                chunk = new Chunk(server, new ArrayList<>(), new ArrayList<>());
                open.put(server, chunk);
                all.add(chunk);
            }
            chunk.keys.add(key);
            chunk.wireKeys.add(wireKey);
        }
        return all;
    }

    /** Writes or deletes each key by a request of its own, many under way at a time. */
    void write(Operation operation, Collection<String> keys, BulkWrite.Way way) {
        Call call = new Call(operation, null, timeoutNanos);
        new BulkWrite(call, endpoint, servers, keys, way).run();
    }
}

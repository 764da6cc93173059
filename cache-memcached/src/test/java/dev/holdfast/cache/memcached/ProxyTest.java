package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Several servers behind one twemproxy. It answers the keys of a get in an order of its own, and if one server is dead with
 * an error, after which it hangs up.
 */
class ProxyTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);

    private final List<ServerProcess> servers =
            IntStream.range(0, 3).mapToObj(i -> ServerProcess.memcached()).toList();
    private final Twemproxy proxy = new Twemproxy(servers.toArray(ServerProcess[]::new));
    private final DistributedCache cache =
            Caches.open("memcached://127.0.0.1:" + proxy.port() + "?timeout=5s&proxied=true");

    @AfterEach
    void stop() {
        cache.close();
        proxy.close();
        servers.forEach(ServerProcess::close);
    }

    /** Keys that differ in more than their end: the proxy's hash gives those that do not to one server. */
    private static List<String> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> i * 1_000_003L % 9_973 + ":key")
                .toList();
    }

    private Map<String, byte[]> set(List<String> keys) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        keys.forEach(key -> entries.put(key, key.getBytes(UTF_8)));
        cache.setAll(entries, LONG);
        return entries;
    }

    @Test
    void getAll_ofKeysSomeOfWhichAreAbsent_findsTheOthers() {
        List<String> keys = keys(40);
        Map<String, byte[]> entries =
                set(keys.stream().filter(key -> key.hashCode() % 2 == 0).toList());

        assertThat(cache.getAll(keys)).containsExactlyEntriesOf(entries);
        assertThat(cache.getsAll(keys)).containsOnlyKeys(entries.keySet());
    }

    private List<String> livingKeys(List<String> keys, ServerProcess dead) {
        return keys.stream()
                .filter(key -> dead.say("get " + key + "\r\n", 1).get(0).equals("END"))
                .toList();
    }

    @Test
    void getAll_withADeadServer_findsTheKeysOfTheOthers() {
        List<String> keys = keys(250);
        set(keys);
        List<String> living = livingKeys(keys, servers.get(1));
        servers.get(1).kill();
        assertThat(living).hasSizeBetween(1, keys.size() - 1);

        BulkCacheException failure = catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(keys));

        assertThat(failure.found()).containsOnlyKeys(living);
        assertThat(failure.failures()).hasSize(keys.size() - living.size());
    }

    @Test
    void getAll_ofMoreKeysThanMayWait_findsThemAll() {
        List<String> keys = keys(9_000);
        set(keys);

        assertThat(cache.getAll(keys)).hasSize(9_000);
    }

    @Test
    void gets_atOneTime_failForTheKeysOfADeadServerAlone() throws Exception {
        List<String> keys = keys(48);
        set(keys);
        List<String> living = livingKeys(keys, servers.get(1));
        servers.get(1).kill();
        Queue<String> failed = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            List<String> turn = keys.subList(i * 3, i * 3 + 3);
            callers.add(new Thread(() -> {
                for (int round = 0; round < 200; round++) {
                    turn.stream()
                            .filter(key -> catchThrowable(() -> cache.get(key)) != null)
                            .forEach(failed::add);
                }
            }));
        }

        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failed).isNotEmpty().doesNotContainAnyElementsOf(living);
    }
}

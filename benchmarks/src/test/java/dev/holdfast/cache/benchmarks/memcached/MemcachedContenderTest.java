package dev.holdfast.cache.benchmarks.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.servers.ServerProcess;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each contender does what the group compares, so that no ratio is of a call that did nothing. */
class MemcachedContenderTest {
    private static final byte[] LARGE = "0123456789\r\n".repeat(10_000).getBytes(UTF_8);

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void everyOperation_doesWhatItSays(MemcachedContender contender) throws Exception {
        try (ServerProcess server = ServerProcess.memcached()) {
            MemcachedStore store = contender.open(server.port());
            try {
                store.set("k", bytes("v"));
                store.set("large", LARGE);
                store.set("empty", new byte[0]);
                store.set("n", bytes("41"));

                assertThat(store.get("k")).isEqualTo(bytes("v"));
                assertThat(store.get("large")).isEqualTo(LARGE);
                assertThat(store.get("absent")).isNull();
                assertThat(store.incr("n")).isEqualTo(42);
                assertThat(store.getAll(List.of("absent", "k", "large", "empty", "gone")))
                        .isEqualTo(3);
                assertThat(store.getsAndCas("k", bytes("w"))).isTrue();
                assertThat(store.get("k")).isEqualTo(bytes("w"));
            } finally {
                store.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyThreads_countExactly(MemcachedContender contender) throws Exception {
        try (ServerProcess server = ServerProcess.memcached()) {
            MemcachedStore store = contender.open(server.port());
            try {
                store.set("n", bytes("0"));
                Queue<Exception> failures = new ConcurrentLinkedQueue<>();
                List<Thread> callers = IntStream.range(0, 8)
                        .mapToObj(i -> new Thread(() -> count(store, failures)))
                        .toList();
                callers.forEach(Thread::start);
                for (Thread caller : callers) {
                    caller.join();
                }

                assertThat(failures).isEmpty();
                assertThat(store.incr("n")).isEqualTo(801);
            } finally {
                store.close();
            }
        }
    }

    private static void count(MemcachedStore store, Queue<Exception> failures) {
        try {
            for (int i = 0; i < 100; i++) {
                store.incr("n");
            }
        } catch (Exception e) {
            failures.add(e);
        }
    }
}

package dev.holdfast.cache.benchmarks.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.benchmarks.Courses;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Ground;
import dev.holdfast.cache.benchmarks.race.Where;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each contender does what the groups compare, so that no ratio is of a call that did nothing. */
class ContenderTest {
    private static final byte[] LARGE = "0123456789\r\n".repeat(10_000).getBytes(UTF_8);
    private static final int CALLERS = 8;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void everyContender_doesWhatItSays(String group) throws Exception {
        Ground.Servers servers = Courses.named(group).ground().start();
        try {
            for (Contender contender : Courses.named(group).contenders()) {
                String prefix = contender.name() + ":";
                Store store = ((StoreContender) contender).open(new Where(servers.addresses(), prefix));
                try {
                    values(contender, store, prefix);
                    numbers(contender, store, prefix);
                    many(contender, store, prefix);
                } finally {
                    store.close();
                }
            }
        } finally {
            servers.close();
        }
    }

    private static void values(Contender contender, Store store, String prefix) throws Exception {
        store.set(prefix + "k", bytes("v"));
        store.set(prefix + "large", LARGE);

        assertThat(store.get(prefix + "k")).as(contender.name()).isEqualTo(bytes("v"));
        assertThat(store.get(prefix + "large")).as(contender.name()).isEqualTo(LARGE);
        assertThat(store.get(prefix + "absent")).as(contender.name()).isNull();
        if (contender.can("getsAndCas")) {
            assertThat(store.getsAndCas(prefix + "k", bytes("w")))
                    .as(contender.name())
                    .isTrue();
            assertThat(store.get(prefix + "k")).as(contender.name()).isEqualTo(bytes("w"));
        }
    }

    private static void many(Contender contender, Store store, String prefix) throws Exception {
        if (contender.can("getAll100")) {
            assertThat(store.getAll(List.of(prefix + "absent", prefix + "k", prefix + "large", prefix + "gone")))
                    .as(contender.name())
                    .isEqualTo(2);
        }
    }

    private static void numbers(Contender contender, Store store, String prefix) throws Exception {
        if (!contender.can("incr")) {
            return;
        }
        store.set(prefix + "n", bytes("0"));
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        List<Thread> callers = IntStream.range(0, CALLERS)
                .mapToObj(i -> new Thread(() -> count(store, prefix + "n", failures)))
                .toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(failures).as(contender.name()).isEmpty();
        assertThat(store.incr(prefix + "n")).as(contender.name()).isEqualTo(CALLERS * 100 + 1);
    }

    private static void count(Store store, String key, Queue<Exception> failures) {
        try {
            for (int i = 0; i < 100; i++) {
                long unused = store.incr(key);
            }
        } catch (Exception e) {
            failures.add(e);
        }
    }
}

package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import dev.holdfast.servers.Twemproxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counters at 2^63−1, on a server whose own limit is 2^64−1 and which wraps there. */
class CounterLimitTest {
    private static final long LIMIT = Long.MAX_VALUE;
    private static final List<Long> SHORT = List.of(1L, 1_000_003L, (1L << 32) - 1);
    private static final ServerProcess SERVER = ServerProcess.memcached();
    private static final Twemproxy PROXY = new Twemproxy(SERVER);

    @AfterAll
    static void stop() {
        PROXY.close();
        SERVER.close();
    }

    static Stream<String> urls() {
        return Stream.of(
                "memcached://" + SERVER.address() + "?timeout=1s",
                "memcached://" + SERVER.address() + "?timeout=1s&protocol=binary",
                "memcached://127.0.0.1:" + PROXY.port() + "?timeout=1s&proxied=true");
    }

    /** What a caller leaves who is lost between a step over the limit and taking it back. */
    private static void leaveOverTheLimit(String key, String count) {
        assertThat(SERVER.say("set " + key + " 0 600 " + count.length() + "\r\n" + count + "\r\n", 1))
                .containsExactly("STORED");
    }

    @ParameterizedTest
    @MethodSource("urls")
    void counterLeftOverTheLimit_isAtTheLimitAndStillCountable(String url) {
        try (DistributedCache cache = Caches.open(url)) {
            leaveOverTheLimit("n", "9223372036854775810");
            assertThat(cache.get("n")).isEqualTo(Long.toString(LIMIT).getBytes(UTF_8));
            assertThat(cache.decr("n", 1)).hasValue(LIMIT);
            assertThat(cache.decr("n", 10)).hasValue(LIMIT - 8);
            assertThat(cache.get("n")).isEqualTo(Long.toString(LIMIT - 8).getBytes(UTF_8));

            leaveOverTheLimit("n", "9223372036854775808");
            assertThat(cache.incr("n", 0)).hasValue(LIMIT);

            leaveOverTheLimit("n", "9223372041149743103");
            assertThatThrownBy(() -> cache.incr("n", 1)).isInstanceOf(CacheRejectedException.class);
            assertThat(cache.decr("n", LIMIT)).hasValue(0);
            assertThat(SERVER.say("mg n t\r\n", 1).get(0)).as("its TTL").matches("HD t(59\\d|600)");
        }
    }

    /** Long steps at one moment are exact where the server counts by version: not behind a proxy. */
    @ParameterizedTest
    @MethodSource("urls")
    void twoCallers_atTheLimit_loseNothing(String url) {
        try (DistributedCache cache = Caches.open(url)) {
            for (long step : url.contains("proxied")
                    ? SHORT
                    : Stream.concat(SHORT.stream(), Stream.of(1L << 40, 1L << 61))
                            .toList()) {
                AtomicLong expected = new AtomicLong(LIMIT - step);
                cache.set("n", expected.toString().getBytes(UTF_8), Ttl.of(Duration.ofMinutes(1)));
                List<Thread> callers = IntStream.range(0, 2)
                        .mapToObj(caller -> new Thread(() -> {
                            for (int i = 0; i < 50; i++) {
                                if ((i + caller) % 3 == 0) {
                                    add(
                                            expected,
                                            -step,
                                            () -> cache.decr("n", step).orElseThrow());
                                } else {
                                    add(
                                            expected,
                                            step,
                                            () -> cache.incr("n", step).orElseThrow());
                                }
                            }
                        }))
                        .toList();
                callers.forEach(Thread::start);
                callers.forEach(CounterLimitTest::join);

                assertThat(cache.get("n"))
                        .as("steps of %s", step)
                        .isEqualTo(expected.toString().getBytes(UTF_8));
            }
        }
    }

    private static void add(AtomicLong expected, long step, LongSupplier count) {
        try {
            assertThat(count.getAsLong()).isNotNegative();
            expected.addAndGet(step);
        } catch (CacheRejectedException e) {
            assertThat(e.reason()).isEqualTo(CacheRejectedException.Reason.COUNTER_LIMIT);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

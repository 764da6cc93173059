package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes of more keys than are under way at one time. */
class BulkWriteTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final int UNDER_WAY = 512;

    private static Map<String, byte[]> entries(int count, byte[] value) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("key:" + i, value);
        }
        return entries;
    }

    static Stream<BiConsumer<DistributedCache, Map<String, byte[]>>> writes() {
        return Stream.of(
                (cache, entries) -> cache.setAll(entries, LONG), (cache, entries) -> cache.deleteAll(entries.keySet()));
    }

    @ParameterizedTest
    @MethodSource("writes")
    void oneOfThreeServersHangs_theOthersKeysAreAllWritten(BiConsumer<DistributedCache, Map<String, byte[]>> write) {
        Map<String, byte[]> entries = entries(UNDER_WAY + 8, new byte[10]);
        try (ServerProcess first = ServerProcess.memcached();
                ServerProcess second = ServerProcess.memcached();
                ServerProcess third = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + first.address() + "," + second.address() + ","
                        + third.address() + "?timeout=2s")) {
            second.hang();

            BulkCacheException failure =
                    catchThrowableOfType(BulkCacheException.class, () -> write.accept(cache, entries));

            assertThat(failure.failures().values())
                    .allSatisfy(each -> assertThat(each.call().endpoint()).contains(second.address()));
            Set<String> all = new HashSet<>(failure.done());
            all.addAll(failure.failures().keySet());
            assertThat(all).isEqualTo(entries.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void keysNotSentInTime_failTogetherAndAreNotApplied(BiConsumer<DistributedCache, Map<String, byte[]>> write) {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=2s")) {
            server.hang();

            BulkCacheException failure = catchThrowableOfType(
                    BulkCacheException.class, () -> write.accept(cache, entries(20_000, new byte[10])));

            assertThat(failure.done()).isEmpty();
            assertThat(failure.failures()).hasSize(20_000);
            Set<CacheException> distinct = new HashSet<>(failure.failures().values());
            assertThat(distinct)
                    .as("no more exceptions than were under way")
                    .hasSizeLessThanOrEqualTo(UNDER_WAY + 1)
                    .hasOnlyElementsOfType(CacheTimeoutException.class);
            assertThat(failure.failures().get("key:19999").outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure.failures().get("key:0").outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void moreThanMayWaitOnTheConnection_isSentBitByBit() {
        try (ServerProcess server = ServerProcess.memcached("-m", "256");
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=20s")) {
            Map<String, byte[]> entries = entries(120, new byte[1_000_000]);
            server.hang();
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> thrown.complete(catchThrowable(() -> cache.setAll(entries, LONG))));
            caller.start();
            await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);

            server.resume();

            assertThat(thrown.join()).isNull();
            assertThat(cache.getAll(List.of("key:0", "key:119"))).hasSize(2);
        }
    }

    /** Entries whose last one interrupts who reads it. */
    private static Map<String, byte[]> interrupting(Map<String, byte[]> entries, String last) {
        return new LinkedHashMap<>(entries) {
            private static final long serialVersionUID = 1L;

            @Override
            public byte[] get(Object key) {
                if (key.equals(last)) {
                    Thread.currentThread().interrupt();
                }
                return super.get(key);
            }
        };
    }

    @Test
    void interrupted_afterSomeWereSent_isOfUnknownOutcome() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s")) {
            Map<String, byte[]> entries = interrupting(entries(300, new byte[10]), "key:200");

            CacheInterruptedException failure =
                    catchThrowableOfType(CacheInterruptedException.class, () -> cache.setAll(entries, LONG));

            assertThat(Thread.interrupted()).as("the flag").isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    @Test
    void interrupted_whileNothingCanBeSent_sendsNothingAfterwards() throws Exception {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=20s")) {
            server.hang();
            List<Thread> fillers = IntStream.range(0, 20)
                    .mapToObj(i -> new Thread(() -> cache.set("filler:" + i, new byte[1_000_000], LONG)))
                    .toList();
            fillers.forEach(Thread::start);
            await().until(() -> fillers.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
            Map<String, byte[]> entries = interrupting(entries(5, new byte[10]), "key:4");

            CacheInterruptedException failure =
                    catchThrowableOfType(CacheInterruptedException.class, () -> cache.setAll(entries, LONG));

            assertThat(Thread.interrupted()).as("the flag").isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            server.resume();
            for (Thread filler : fillers) {
                filler.join();
            }
            assertThat(cache.getAll(entries.keySet())).isEmpty();
        }
    }

    @Test
    void interrupted_beforeAnythingIsSent_isNotApplied() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s")) {
            Thread.currentThread().interrupt();

            CacheInterruptedException failure = catchThrowableOfType(
                    CacheInterruptedException.class, () -> cache.setAll(entries(3, new byte[10]), LONG));

            assertThat(Thread.interrupted()).as("the flag").isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(cache.getAll(entries(3, new byte[0]).keySet())).isEmpty();
        }
    }

    /** A server that may not evict is asked by two commands, one of which an entry needs. */
    @Test
    void serverThatMayNotEvict_takesNewEntriesAndOldOnes() {
        try (ServerProcess server = ServerProcess.memcached("-M");
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=10s")) {
            cache.setAll(entries(700, "old".getBytes(UTF_8)), LONG);

            cache.setAll(entries(1_400, "new".getBytes(UTF_8)), LONG);

            assertThat(cache.getAll(entries(1_400, new byte[0]).keySet()))
                    .hasSize(1_400)
                    .allSatisfy((key, value) -> assertThat(value).isEqualTo("new".getBytes(UTF_8)));
        }
    }
}

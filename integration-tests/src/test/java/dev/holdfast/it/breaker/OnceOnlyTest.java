package dev.holdfast.it.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.TcpFaultProxy;
import dev.holdfast.servers.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two processes on one server, one of which loses its way to it again and again. */
class OnceOnlyTest {
    private static final int LOCKS = 20_000;
    private static final Ttl LONG = Ttl.ofMinutes(10);

    @Test
    void guardsAndCounters_areNeverGrantedTwice_norCountedAlone() throws Exception {
        AtomicIntegerArray granted = new AtomicIntegerArray(LOCKS);
        AtomicLong counted = new AtomicLong();
        AtomicLong unknown = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RedisServer server = RedisServer.started();
                TcpFaultProxy shaky = TcpFaultProxy.to("127.0.0.1", server.port());
                DistributedCache one = Caches.open("breaker:redis://127.0.0.1:" + shaky.port());
                DistributedCache two = Caches.open("breaker:" + server.url())) {
            server.cli("SET", "n", "0"); // a breaker that opens too soon would take back its own
            List<Future<?>> played = new ArrayList<>();
            for (DistributedCache process : List.of(one, two)) {
                for (int i = 0; i < 4; i++) {
                    played.add(threads.submit(() -> {
                        for (int lock = 0; !over.get(); lock = (lock + 1) % LOCKS) {
                            try {
                                if (process.add("lock:" + lock, new byte[0], LONG)) {
                                    granted.incrementAndGet(lock);
                                }
                                process.incr("n", 1);
                                counted.incrementAndGet();
                            } catch (CacheTransientException e) {
                                refused.incrementAndGet();
                                unknown.addAndGet(e.outcome() == dev.holdfast.cache.Outcome.UNKNOWN ? 1 : 0);
                            }
                        }
                    }));
                }
            }
            for (int i = 0; i < 5; i++) {
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                if (i % 2 == 0) {
                    shaky.blackHole();
                } else {
                    shaky.refuse();
                }
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                shaky.pass();
            }
            over.set(true);
            for (Future<?> part : played) {
                part.get(30, TimeUnit.SECONDS);
            }

            for (int lock = 0; lock < LOCKS; lock++) {
                assertThat(granted.get(lock)).as("lock %s", lock).isLessThanOrEqualTo(1);
            }
            assertThat(refused.get()).as("refused while open").isPositive();
            assertThat(Long.parseLong(server.cli("GET", "n"))).isBetween(counted.get(), counted.get() + unknown.get());
        } finally {
            threads.shutdownNow();
        }
    }
}

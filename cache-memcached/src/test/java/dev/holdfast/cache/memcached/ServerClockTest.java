package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.ServerProcess;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The server's clock is a timer that sets itself anew each time, so it comes a little later every second: by a
 * millisecond on a machine at rest. So now and then there is a second in which it does not come, at whose end it stands
 * two seconds behind.
 */
class ServerClockTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void entry_writtenBeforeTheServersClockSkipsASecond_livesItsTtl() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s")) {
            boolean skipped = false;
            for (int tries = 0; !skipped && tries < 20; tries++) {
                tickLateInASecond(server);
                parkUntil(0.8);
                long before = uptime(server);
                long written = System.nanoTime();
                cache.set("k", new byte[] {1}, Ttl.ofSeconds(1));
                server.hang();
                parkUntil(0.1);
                server.resume();
                await().until(() -> uptime(server) > before);
                long seconds = uptime(server) - before;

                byte[] read = cache.get("k");

                if (System.nanoTime() - written < SECOND) { // else this machine was too slow to tell
                    assertThat(read).as("before its TTL has passed").isNotNull();
                    skipped = seconds == 2;
                }
            }
            assertThat(skipped).as("a skip was seen").isTrue();
        }
    }

    /** The next ticks come as late. */
    private static void tickLateInASecond(ServerProcess server) {
        server.hang();
        LockSupport.parkNanos(SECOND);
        parkUntil(0.9);
        server.resume();
    }

    /** Until so much of a second has passed, by the clock that the server looks at. */
    private static void parkUntil(double part) {
        long start = System.nanoTime();
        long wait = Math.floorMod((long) (part * SECOND) - start, SECOND);
        for (long left = wait; left > 0; left = start + wait - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static long uptime(ServerProcess server) {
        String line = server.say("stats\r\n", 2).get(1);
        assertThat(line).startsWith("STAT uptime ");
        return Long.parseLong(line.substring("STAT uptime ".length()));
    }
}

package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import org.junit.jupiter.api.Test;

/** Counts over the limit, which need a second request, and what becomes of the call when that fails. */
class LostCountTest {
    private static final String OVER = "9223372036854775810\r\n";

    @Test
    void decr_thatCounted_isNotReportedAsNotApplied() {
        ScriptedServer.Script full = (line, client) -> {
            if (line.startsWith("decr ")) {
                client.say(OVER);
            } else if (line.startsWith("gets ")) {
                client.say("SERVER_ERROR out of memory\r\n");
            } else {
                client.say("END\r\n");
            }
        };
        try (ScriptedServer server = new ScriptedServer(full);
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s&proxied=true")) {
            assertThatThrownBy(() -> cache.decr("n", 1))
                    .asInstanceOf(type(CacheException.class))
                    .satisfies(failed -> assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN));
        }
    }

    @Test
    void incr_interruptedWhileItIsTakenBack_isAnInterruption() {
        Thread caller = Thread.currentThread();
        ScriptedServer.Script silentAfterTheStep = (line, client) -> {
            if (line.equals("incr n 1")) {
                client.say(OVER);
            } else if (line.startsWith("incr ")) {
                caller.interrupt();
            } else {
                client.say("END\r\n");
            }
        };
        try (ScriptedServer server = new ScriptedServer(silentAfterTheStep);
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s&proxied=true")) {
            assertThatThrownBy(() -> cache.incr("n", 1))
                    .asInstanceOf(type(CacheInterruptedException.class))
                    .satisfies(failed -> assertThat(failed.outcome()).isEqualTo(Outcome.UNKNOWN));
            assertThat(Thread.interrupted()).as("the flag").isTrue();
        }
    }
}

package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cas tokens around the loss of a connection, on a server whose numbers start again. */
class TokenTest {
    private static final Ttl LONG = Ttl.ofMinutes(10);
    private static final byte[] VALUE = "v".getBytes(UTF_8);
    private static final String ENTRY = "VALUE k 0 1 7\r\nv\r\nEND\r\n";

    private volatile boolean refuses;
    private volatile ScriptedServer.Client silenced;
    private volatile Runnable whileItWaits = () -> {};

    /** Knows one entry, always of the same number; all cas are stored. */
    private void answer(String line, ScriptedServer.Client client) {
        if (refuses) {
            client.say("ERROR\r\n");
        } else if (line.equals("version")) {
            client.say("VERSION 1.6.18\r\n");
        } else if (line.startsWith("gets ")) {
            client.say(ENTRY);
        } else if (line.startsWith("get ") || line.startsWith("stats ")) {
            client.say("END\r\n");
        } else if (line.startsWith("cas ")) {
            client.say("STORED\r\n");
        } else if (line.startsWith("delete ")) {
            silenced = client;
            whileItWaits.run();
        }
    }

    /** Runs it on a thread to which something happens where it first looks whether it is interrupted: before it sends. */
    private static Throwable thrownBy(Runnable call, Runnable beforeItSends) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = new Thread(() -> thrown.complete(catchThrowable(call::run))) {
            private boolean happened;

            @Override
            public boolean isInterrupted() {
                if (!happened) {
                    happened = true;
                    beforeItSends.run();
                }
                return super.isInterrupted();
            }
        };
        caller.start();
        return thrown.join();
    }

    private void whileTheServerComesBack(Consumer<DistributedCache> prepare, Consumer<DistributedCache> call) {
        try (ScriptedServer server = new ScriptedServer(this::answer);
                DistributedCache cache = Caches.open("memcached://" + server.address() + "?timeout=5s")) {
            prepare.accept(cache);
            refuses = true;
            server.hangUpOnAll();
            await().until(() -> catchThrowable(() -> cache.get("k")) instanceof CacheUnavailableException refused
                    && refused.outcome() == Outcome.NOT_APPLIED);

            Throwable thrown = thrownBy(() -> call.accept(cache), () -> {
                refuses = false;
                await().until(() -> catchThrowable(cache::ping) == null);
            });

            assertThat(thrown)
                    .asInstanceOf(type(CacheUnavailableException.class))
                    .satisfies(refused -> assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED));
            assertThat(server.asked("cas ")).as("old tokens sent").isEmpty();
            assertThat(server.asked("gets k")).as("reads of one gets").hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void cas_whileTheServerComesBack_sendsNoTokenOfTheLostConnection() {
        CompletableFuture<Versioned> seen = new CompletableFuture<>();

        whileTheServerComesBack(
                cache -> seen.complete(cache.gets("k")),
                cache -> cache.cas("k", VALUE, seen.join().token(), LONG));
    }

    @Test
    void gets_whileTheServerComesBack_isOneReadWithOneDeadline() {
        whileTheServerComesBack(cache -> {}, cache -> cache.gets("k"));
    }

    /** The proxy reports the loss of its server to a caller who is gone. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void proxysErrorForAnAbandonedCall_givesTokensUp(boolean interrupted) {
        try (ScriptedServer proxy = new ScriptedServer(this::answer);
                DistributedCache cache = Caches.open("memcached://" + proxy.address() + "?timeout=2s&proxied=true")) {
            Versioned seen = cache.gets("k");
            assertThat(cache.cas("k", VALUE, seen.token(), LONG)).isEqualTo(CasOutcome.STORED);
            Thread caller = Thread.currentThread();
            whileItWaits = interrupted ? caller::interrupt : () -> {};
            Throwable abandoned = catchThrowable(() -> cache.delete("other"));
            assertThat(Thread.interrupted()).isEqualTo(interrupted);
            assertThat(abandoned)
                    .isInstanceOf(interrupted ? CacheInterruptedException.class : CacheTimeoutException.class);
            silenced.say("SERVER_ERROR Connection timed out\r\n");

            assertThat(cache.cas("k", VALUE, seen.token(), LONG)).isEqualTo(CasOutcome.CHANGED);
            assertThat(cache.cas("k", VALUE, cache.gets("k").token(), LONG)).isEqualTo(CasOutcome.STORED);
        }
    }
}

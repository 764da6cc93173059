package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.fake.FakeScheduler;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When it is read anew who the servers are, and that nobody waits for it. */
class RefresherTest {
    private static final Duration RETRY = Duration.ofMillis(100);

    private final FakeScheduler scheduler = new FakeScheduler(FakeTicker.create());
    private final Deque<CompletableFuture<Boolean>> underWay = new ArrayDeque<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final Refresher refresher = new Refresher(scheduler, () -> {
        begun.incrementAndGet();
        underWay.add(new CompletableFuture<>());
        return underWay.getLast();
    });

    private void end(boolean known) {
        underWay.remove().complete(known);
    }

    @Test
    void plan_whileOneIsUnderWay_isForOneMoreAfterIt() {
        refresher.plan();
        refresher.plan();
        scheduler.advance(Duration.ZERO);
        assertThat(begun).hasValue(1);

        refresher.plan();
        scheduler.advance(Duration.ofSeconds(10));
        refresher.plan();
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(begun).hasValue(1);
        end(true);
        scheduler.advance(Duration.ZERO);
        assertThat(begun).hasValue(2);

        end(true);
        scheduler.advance(Duration.ofSeconds(10));
        assertThat(begun).hasValue(2);
    }

    @Test
    void refresh_thatLeavesSomethingUnknownOrFails_isTriedAgainSoon() {
        refresher.plan();
        scheduler.advance(Duration.ZERO);

        end(false);
        scheduler.advance(RETRY);
        assertThat(begun).hasValue(2);

        underWay.remove().completeExceptionally(new IllegalStateException("some fault"));
        scheduler.advance(RETRY);
        assertThat(begun).hasValue(3);
    }

    @Test
    void refresh_comesRegularly_untilClosed() {
        refresher.start(Duration.ofSeconds(15));
        for (int i = 1; i <= 3; i++) {
            scheduler.advance(Duration.ofSeconds(15));
            scheduler.advance(Duration.ZERO);
            assertThat(begun).hasValue(i);
            end(true);
        }

        refresher.close();
        refresher.plan();
        scheduler.advance(Duration.ofMinutes(10));

        assertThat(begun).hasValue(3);
    }

    /** Far more than there are threads that all caches share. */
    @Test
    void serversThatHang_keepNoOtherCacheFromConnecting() {
        int caches = 8 * Runtime.getRuntime().availableProcessors();
        AtomicBoolean hangs = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        ScriptedServer[] self = new ScriptedServer[1];
        List<DistributedCache> opened = new ArrayList<>();
        try (ScriptedServer node = new ScriptedServer(words -> {
            if (!words.get(0).equals("CLUSTER")) {
                return null;
            }
            if (hangs.get()) {
                asked.incrementAndGet();
                return ScriptedServer.NOTHING;
            }
            return "*1\r\n" + self[0].slots(0, Slot.COUNT - 1);
        })) {
            self[0] = node;
            String url = "redis-cluster://127.0.0.1:" + node.port() + "?clusterRefresh=100ms&timeout=15s";
            for (int i = 0; i < caches; i++) {
                opened.add(Caches.open(url));
            }

            hangs.set(true);

            await().untilAsserted(() -> assertThat(asked).hasValue(caches));
        } finally {
            opened.forEach(DistributedCache::close);
        }
    }
}

package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a cache leaves behind while another one keeps the threads that both share: nothing. */
class CloseTest {
    private static ScriptedServer server;
    private static DistributedCache other;

    @BeforeAll
    static void openTheOther() {
        server = new ScriptedServer(words -> switch (words.get(0)) {
            case "CLUSTER" -> "*1\r\n" + server.slots(0, Slot.COUNT - 1);
            case "INFO" -> ScriptedServer.bulk("run_id:1\r\nrole:master\r\n");
            default -> null;
        });
        other = Caches.open("redis://127.0.0.1:" + server.port());
    }

    @AfterAll
    static void closeTheOther() {
        other.close();
        server.close();
    }

    /** Whatever a cache has started knows it. */
    private static final class Observer implements CacheObserver {
        @Override
        public void on(CacheEvent event) {}

        @Override
        public boolean inline() {
            return true;
        }
    }

    private static void awaitGone(WeakReference<CacheObserver> observer) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return observer.get() == null;
        });
    }

    private interface Opening {
        void openAndClose(CacheOptions options) throws Exception;
    }

    private static WeakReference<CacheObserver> after(Opening opening) throws Exception {
        CacheObserver observer = new Observer();
        opening.openAndClose(CacheOptions.builder().observer(observer).build());
        return new WeakReference<>(observer);
    }

    @Test
    void close_ofACluster_leavesNothing() throws Exception {
        String url = "redis-cluster://127.0.0.1:" + server.port();
        awaitGone(after(options -> Caches.open(url, options).close()));
    }

    @Test
    void close_ofAMasterWithReplicas_leavesNothing() throws Exception {
        String url = "redis://127.0.0.1:" + server.port() + "?readFrom=replica-preferred";
        awaitGone(after(options -> Caches.open(url, options).close()));
    }

    @Test
    void open_thatFails_leavesNothing() throws Exception {
        try (ScriptedServer noCluster =
                new ScriptedServer(words -> words.get(0).equals("CLUSTER") ? "-CLUSTERDOWN not yet\r\n" : null)) {
            String url = "redis-cluster://127.0.0.1:" + noCluster.port();
            awaitGone(after(options -> assertThatExceptionOfType(CacheTransientException.class)
                    .isThrownBy(() -> Caches.open(url, options))));
        }
    }

    /** The URL names the node otherwise than the map; the map is never told, and so the URL's is called upon. */
    @Test
    void close_whileTheMapIsAskedFor_leavesNothing() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        ScriptedServer[] node = new ScriptedServer[1];
        try (ScriptedServer hanging = new ScriptedServer(words -> {
            if (!words.get(0).equals("CLUSTER")) {
                return null;
            }
            if (hangs.get()) {
                asked.countDown();
                return ScriptedServer.NOTHING;
            }
            return "*1\r\n" + node[0].slots(0, Slot.COUNT - 1);
        })) {
            node[0] = hanging;
            String url = "redis-cluster://localhost:" + hanging.port() + "?clusterRefresh=100ms&timeout=10s";
            awaitGone(after(options -> {
                DistributedCache cache = Caches.open(url, options);
                hangs.set(true);
                asked.await();
                cache.close();
            }));
        }
    }
}

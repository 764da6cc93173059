package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.Codecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On threads of its own, in real time. */
class BackgroundTest {
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private final DistributedCache cache = Caches.open("local:");
    private final CacheAside<String> aside = CacheAside.of(
            cache, Codecs.utf8(), CacheAsideOptions.ttl(Duration.ofMinutes(1)).build());

    @AfterEach
    void close() {
        aside.close();
        cache.close();
    }

    private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
        return VIRTUAL && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    private static ExecutorService callers(int number) throws ReflectiveOperationException {
        return VIRTUAL
                ? (ExecutorService) Executors.class
                        .getMethod("newVirtualThreadPerTaskExecutor")
                        .invoke(null)
                : Executors.newFixedThreadPool(number);
    }

    @Test
    void get_loader_runsOnAVirtualThreadWhereTheJdkHasThem() throws Exception {
        AtomicReference<Thread> loading = new AtomicReference<>();

        aside.get("k", load -> {
            loading.set(Thread.currentThread());
            return "v";
        });

        assertThat(isVirtual(loading.get())).isEqualTo(VIRTUAL);
        assertThat(loading.get().isDaemon()).isTrue();
        assertThat(loading.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void get_hundredsOfCallers_loadOnce() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        ExecutorService callers = callers(500);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<String>> values = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            values.add(callers.submit(() -> {
                start.await();
                return aside.get("k", load -> {
                    loads.incrementAndGet();
                    return "v";
                });
            }));
        }

        start.countDown();

        for (Future<String> value : values) {
            assertThat(value.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        }
        assertThat(loads).hasValue(1);
        callers.shutdownNow();
    }

    @Test
    void get_inRealTime_endsAtTheDeadline() {
        try (CacheAside<String> impatient = CacheAside.of(
                cache,
                Codecs.utf8(),
                CacheAsideOptions.ttl(Duration.ofMinutes(1))
                        .loaderDeadline(Duration.ofMillis(50))
                        .lateResults(LateResult.DISCARD)
                        .build())) {
            CountDownLatch never = new CountDownLatch(1);

            assertThatThrownBy(() -> impatient.get("k", load -> {
                        never.await();
                        return "v";
                    }))
                    .isInstanceOf(LoadTimeoutException.class);

            Awaitility.await().until(() -> impatient.figures().loading() == 0);
            assertThat(impatient.get("k", load -> "again")).isEqualTo("again");
        }
    }

    @Test
    void close_loadsAreInterruptedAndNothingGoesOn() throws Exception {
        AtomicReference<Thread> loading = new AtomicReference<>();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch held = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            try {
                aside.get("k", load -> {
                    loading.set(Thread.currentThread());
                    held.countDown();
                    new CountDownLatch(1).await();
                    return "v";
                });
            } catch (LoadException e) {
                thrown.set(e);
            }
        });
        caller.start();
        held.await();

        aside.close();

        caller.join(10_000);
        assertThat(thrown.get()).isInstanceOf(LoadFailedException.class).cause().hasMessageContaining("closed");
        loading.get().join(10_000);
        assertThat(loading.get().isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> aside.get("k", load -> "v"));
        cache.ping();
    }
}

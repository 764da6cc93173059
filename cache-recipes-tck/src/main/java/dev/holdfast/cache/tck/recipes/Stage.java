package dev.holdfast.cache.tck.recipes;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.tck.CacheHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The world of one test: fake time, threads, a key of its own, and what is opened in it. */
final class Stage implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(1);

    private static final int PATIENCE_SECONDS = 30;

    final FakeTime time = FakeTime.create();
    final ScriptedLoader loader = new ScriptedLoader();

    /** A key that no other test uses, in this process or another. */
    final String key = "aside:" + UUID.randomUUID().toString().substring(0, 13);

    final CacheHarness harness;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stage");
        thread.setDaemon(true);
        return thread;
    });
    private final List<CacheAside<?>> opened = new ArrayList<>();

    Stage(CacheHarness harness) {
        this.harness = harness;
    }

    /** So many more. */
    List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> key + i).toList();
    }

    /** With a TTL of a minute, without jitter. */
    CacheAside<String> open(UnaryOperator<CacheAsideOptions.Builder> options) {
        return open(harness.cache(), options);
    }

    /** In another process. */
    CacheAside<String> openPeer(UnaryOperator<CacheAsideOptions.Builder> options) {
        return open(harness.peer(), options);
    }

    CacheAside<String> open(DistributedCache cache, UnaryOperator<CacheAsideOptions.Builder> options) {
        CacheAsideOptions.Builder builder = time.of(CacheAsideOptions.ttl(TTL).jitter(0));
        CacheAside<String> aside =
                CacheAside.of(cache, Codecs.utf8(), options.apply(builder).build());
        opened.add(aside);
        return aside;
    }

    <T> Future<T> async(Callable<T> task) {
        return threads.submit(task);
    }

    /** On a thread of its own. */
    void run(Runnable task) {
        threads.execute(task);
    }

    static <T> T result(Future<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("it failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a thread is stuck after " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What a call on another thread throws. */
    static Throwable failure(Future<?> future) {
        try {
            result(future);
        } catch (Throwable e) {
            return e;
        }
        throw new AssertionError("it did not fail");
    }

    /** Moves time in small steps, so that who polls does, until something is so. */
    void advanceUntil(String what, BooleanSupplier condition) {
        Eventually.that(what, () -> {
            if (!condition.getAsBoolean()) {
                time.advance(Duration.ofMillis(20));
            }
            return condition.getAsBoolean();
        });
    }

    @Override
    public void close() {
        loader.release();
        opened.forEach(CacheAside::close);
        threads.shutdownNow();
    }
}

package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What it runs on fails or ends: nobody is left waiting. */
public interface RuntimeContract extends AsideTopic {
    /** Ends with callers that wait for a load that nobody else may take any more. */
    @Test
    default void close_aLoadWasDetached_whoWaitsForItIsTold() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold();
            Future<String> loading = stage.async(() -> peer.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> waiting = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> aside.figures().leaseWaits() == 1);
            aside.invalidate(stage.key);

            aside.close();

            assertThat(Stage.failure(waiting))
                    .isInstanceOf(LoadFailedException.class)
                    .hasRootCauseMessage("this CacheAside is closed");
            stage.loader.release();
            assertThat(Stage.result(loading)).isEqualTo(stage.key + "#1");
        }
    }

    /** No thread for one load is no end of its key. */
    @Test
    default void get_noThreadCanBeMade_failsAndIsLoadedByTheNext() {
        try (Stage stage = new Stage(harness())) {
            AtomicReference<@Nullable Error> failure = new AtomicReference<>();
            CacheAside<String> aside = stage.open(options -> options.executor(failing(stage, failure)));
            failure.set(new OutOfMemoryError("unable to create native thread"));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(OutOfMemoryError.class);

            failure.set(null);
            Future<String> next = stage.async(() -> aside.get(stage.key, stage.loader));
            assertThat(Stage.result(next)).isEqualTo(stage.key + "#1");
        }
    }

    private static Executor failing(Stage stage, AtomicReference<? extends @Nullable Throwable> failure) {
        return task -> {
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException refusal) {
                throw refusal;
            }
            stage.run(task);
        };
    }

    /** What was begun for one key is not left because another one's context can't be taken. */
    @Test
    default void getAll_contextCannotBeTaken_leavesNoKeyWithoutALoad() {
        try (Stage stage = new Stage(harness())) {
            AtomicInteger taken = new AtomicInteger();
            CacheAside<String> aside = stage.open(options -> options.context(task -> {
                if (taken.incrementAndGet() == 2) {
                    throw new IllegalStateException("no context");
                }
                return task;
            }));

            assertThatIllegalStateException()
                    .isThrownBy(() -> aside.getAll(List.of(stage.key + "a", stage.key + "b"), stage.loader));

            Future<String> next = stage.async(() -> aside.get(stage.key + "a", stage.loader));
            assertThat(Stage.result(next)).isEqualTo(stage.key + "a#1");
        }
    }

    /** A load whose turn comes, and that has no thread, gives its place back. */
    @Test
    default void get_noThreadForTheNextTurn_failsAndLeavesItsPlace() {
        try (Stage stage = new Stage(harness())) {
            AtomicReference<@Nullable Error> failure = new AtomicReference<>();
            CacheAside<String> aside =
                    stage.open(options -> options.maxConcurrentLoads(1).executor(failing(stage, failure)));
            Future<String> waits = whoWaitsForItsTurn(stage, aside);
            failure.set(new OutOfMemoryError("unable to create native thread"));

            stage.loader.release();

            assertThat(Stage.failure(waits))
                    .isInstanceOf(LoadFailedException.class)
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
            failure.set(null);
            Future<String> next = stage.async(() -> aside.get(stage.key + "c", stage.loader));
            assertThat(Stage.result(next)).isEqualTo(stage.key + "c#1");
        }
    }

    /** The same where nothing can be told to the cache either. */
    @Test
    default void get_noThreadForTheNextTurnAndTheCacheIsClosed_fails() {
        try (Stage stage = new Stage(harness())) {
            AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
            DistributedCache cache = new ForwardingCache(harness().cache()) {
                @Override
                public @Nullable Versioned gets(String key) {
                    if (failure.get() != null) {
                        throw new IllegalStateException("the cache is closed");
                    }
                    return super.gets(key);
                }
            };
            CacheAside<String> aside =
                    stage.open(cache, options -> options.maxConcurrentLoads(1).executor(failing(stage, failure)));
            Future<String> waits = whoWaitsForItsTurn(stage, aside);
            failure.set(new RejectedExecutionException("closed too"));

            stage.loader.release();

            assertThat(Stage.failure(waits))
                    .isInstanceOf(LoadFailedException.class)
                    .hasRootCauseMessage("the cache is closed");
        }
    }

    private static Future<String> whoWaitsForItsTurn(Stage stage, CacheAside<String> aside) {
        stage.loader.hold();
        Future<String> runs = stage.async(() -> aside.get(stage.key + "a", stage.loader));
        stage.loader.awaitHeld(1);
        assertThat(runs).isNotDone();
        Future<String> waits = stage.async(() -> aside.get(stage.key + "b", stage.loader));
        Eventually.that("one waits", () -> aside.figures().waitingLoads() == 1);
        return waits;
    }
}

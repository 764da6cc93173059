package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadException;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import dev.holdfast.cache.recipes.aside.LoadRejectedException;
import dev.holdfast.cache.recipes.aside.ReentrantLoadException;
import dev.holdfast.cache.recipes.aside.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One load a key, and what its loader may say. */
public interface LoadingContract extends AsideTopic {
    /** A miss is loaded, the next call hits. */
    @Test
    @Restates("FusionCache, README: GetOrSet calls the factory on a miss and not on a hit")
    default void get_missing_isLoadedThenHit() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);

            assertThat(aside.getEntry(stage.key, stage.loader))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo(stage.key + "#1"))
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.LOADED));
            assertThat(aside.getEntry(stage.key, stage.loader))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo(stage.key + "#1"))
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.HIT));
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** Any number of callers of one key wait for one load. */
    @Test
    @Restates("FusionCache, docs/CacheStampede.md: one factory at a time for a key; all wait for its result")
    default void get_manyCallersOfOneKey_loadOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            List<Future<String>> callers = IntStream.range(0, 32)
                    .mapToObj(i -> stage.async(() -> aside.get(stage.key, stage.loader)))
                    .toList();
            Eventually.that("all wait", () -> aside.figures().waits() == 31);

            stage.loader.release();

            assertThat(callers)
                    .allSatisfy(caller -> assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1"));
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** Keys do not wait for each other. */
    @Test
    @Restates("FusionCache, docs/CacheStampede.md: factories of different keys do not wait for each other")
    default void get_otherKey_isNotHeldUp() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            Future<String> held = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            assertThat(aside.get(stage.key + "b", load -> "b")).isEqualTo("b");

            stage.loader.release();
            assertThat(Stage.result(held)).isEqualTo(stage.key + "#1");
        }
    }

    /** Each who waited gets an exception of his own; the cause is shared. */
    @Test
    @Restates("Go, singleflight: an error is shared by all who wait")
    default void get_loaderThrows_everyWaiterGetsItsOwnException() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            Exception cause = new Exception("no database");
            stage.loader.hold().fail(cause);
            List<Future<String>> callers = IntStream.range(0, 4)
                    .mapToObj(i -> stage.async(() -> aside.get(stage.key, stage.loader)))
                    .toList();
            Eventually.that("all wait", () -> aside.figures().waits() == 3);

            stage.loader.release();

            List<Throwable> failures = callers.stream().map(Stage::failure).toList();
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(LoadFailedException.class)
                            .hasCause(cause)
                            .hasMessageContaining(stage.key))
                    .doesNotHaveDuplicates();
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** A failure is not kept. */
    @Test
    @Restates("Go, singleflight: an error is not kept")
    default void get_afterAFailure_loadsAgain() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.failNext(new Exception("once"));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(LoadFailedException.class);

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** That there is nothing is remembered where wanted, and no longer than wanted. */
    @Test
    @Restates("FusionCache, docs/NullCaching: null is cached where wanted; BentoCache: undefined is not")
    default void get_loaderFindsNothing_isRememberedForTheNegativeTtlAlone() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> forgetting = stage.open(options -> options);
            CacheAside<String> remembering = stage.open(options -> options.negativeTtl(Duration.ofSeconds(1)));
            stage.loader.returning(null);

            assertThat(forgetting.get(stage.key, stage.loader)).isNull();
            assertThat(forgetting.get(stage.key, stage.loader)).isNull();
            assertThat(stage.loader.calls()).isEqualTo(2);

            assertThat(remembering.get(stage.key, stage.loader)).isNull();
            assertThat(remembering.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            assertThat(stage.loader.calls()).isEqualTo(3);

            harness().advance(Duration.ofSeconds(1).plus(harness().expiryResolution()));
            assertThat(remembering.get(stage.key, stage.loader)).isNull();
            assertThat(stage.loader.calls()).isEqualTo(4);
        }
    }

    /** A loader may choose the TTL of its value. */
    @Test
    @Restates("FusionCache, docs/AdaptiveCaching.md: the factory chooses the duration by what it found")
    default void get_loaderChoosesTheTtl_itHoldsForThatValueAlone() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, load -> {
                load.ttl(Ttl.ofSeconds(10));
                return "short";
            });
            aside.get(stage.key + "b", load -> "long");

            stage.time.advance(Duration.ofSeconds(11));

            assertThat(aside.getEntry(stage.key, load -> "short").source()).isEqualTo(Source.STALE);
            assertThat(aside.getEntry(stage.key + "b", load -> "long").source()).isEqualTo(Source.HIT);
        }
    }

    /** A loader may say that its value is not to be stored. */
    @Test
    @Restates("BentoCache, docs/adaptive_caching: ctx.skip; FusionCache: SkipDistributedCacheWrite")
    default void get_loaderSaysDoNotCache_loadsAgain() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.choosing(load -> load.doNotCache());

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
            assertThat(harness().cache().get(stage.key)).isNull();
        }
    }

    /** A loader sees the value that it replaces, and may return it. */
    @Test
    @Restates("FusionCache, docs/ConditionalRefresh.md: ctx.StaleValue, ctx.NotModified(); BentoCache: ctx.gracedEntry")
    default void get_expired_loaderIsGivenTheOldValueAndMayKeepIt() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleOnError(Duration.ofMinutes(5)));
            assertThat(aside.get(stage.key, load -> load.stale() == null ? "first" : "never"))
                    .isEqualTo("first");
            stage.time.advance(Stage.TTL);

            assertThat(aside.getEntry(stage.key, load -> load.stale()).source()).isEqualTo(Source.LOADED);

            assertThat(aside.getEntry(stage.key, stage.loader))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo("first"))
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.HIT));
        }
    }

    /** A loader that asks for its own key is told so. */
    @Test
    @Restates("FusionCache issues 442 and 513: a factory that asks for its own key, a deadlock there")
    default void get_fromItsOwnLoader_isNamedRatherThanWaitedFor() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);

            assertThatThrownBy(() -> aside.get(stage.key, load -> aside.get(stage.key, stage.loader)))
                    .isInstanceOf(LoadFailedException.class)
                    .rootCause()
                    .isInstanceOfSatisfying(
                            ReentrantLoadException.class,
                            failure -> assertThat(failure.keys()).containsExactly(stage.key, stage.key));
        }
    }

    /** Loaders that wait for each other are told so. */
    @Test
    default void get_twoLoadersAskForEachOthersKey_isNamedRatherThanWaitedFor() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CountDownLatch both = new CountDownLatch(2);
            Future<String> one = stage.async(() -> aside.get(stage.key + "a", load -> {
                both.countDown();
                both.await();
                return aside.get(stage.key + "b", stage.loader);
            }));
            Future<String> other = stage.async(() -> aside.get(stage.key + "b", load -> {
                both.countDown();
                both.await();
                return aside.get(stage.key + "a", stage.loader);
            }));

            assertThat(List.of(Stage.failure(one), Stage.failure(other)))
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(LoadException.class))
                    .anySatisfy(failure -> assertThat(failure).rootCause().isInstanceOf(ReentrantLoadException.class));
        }
    }

    /** A load that another one waits for does not wait for its place. */
    @Test
    default void get_ofAnotherKeyFromALoader_needsNoPlaceOfItsOwn() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.maxConcurrentLoads(1));

            assertThat(aside.get(stage.key, load -> "outer " + aside.get(stage.key + "b", inner -> "inner")))
                    .isEqualTo("outer inner");
        }
    }

    /** Nor where another caller had begun that load, and it waited for its turn. */
    @Test
    default void get_ofAKeyThatWaitsForItsTurnFromALoader_isLoadedAtOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.maxConcurrentLoads(1));
            stage.loader.hold();
            Future<String> outer = stage.async(() -> aside.get(stage.key, load -> {
                stage.loader.load(load);
                return "outer " + aside.get(stage.key + "b", inner -> "inner of the outer");
            }));
            stage.loader.awaitHeld(1);
            Future<String> other = stage.async(() -> aside.get(stage.key + "b", load -> "inner"));
            Eventually.that("it waits for its turn", () -> aside.figures().waitingLoads() == 1);

            stage.loader.release();

            assertThat(Stage.result(outer)).isEqualTo("outer inner");
            assertThat(Stage.result(other)).isEqualTo("inner");
            assertThat(aside.figures().waitingLoads()).isZero();
        }
    }

    /**
     * An interrupted caller goes; the load goes on.
     *
     * @throws Exception if a thread is interrupted
     */
    @Test
    @Restates("HybridCache: a caller that is cancelled is freed at once, the factory goes on for the others")
    default void get_callerIsInterrupted_leavesTheLoadToTheOthers() throws Exception {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            List<Throwable> thrown = new ArrayList<>();
            Thread impatient = new Thread(() -> {
                try {
                    aside.get(stage.key, stage.loader);
                } catch (CacheInterruptedException e) {
                    thrown.add(e);
                    thrown.add(new Throwable("flag " + Thread.currentThread().isInterrupted()));
                }
            });
            impatient.start();
            stage.loader.awaitHeld(1);
            Future<String> patient = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that("the other waits", () -> aside.figures().waits() == 1);

            impatient.interrupt();
            impatient.join(10_000);
            stage.loader.release();

            assertThat(thrown).hasSize(2);
            assertThat(thrown.get(1)).hasMessage("flag true");
            assertThat(Stage.result(patient)).isEqualTo(stage.key + "#1");
            assertThat(stage.loader.interrupted()).isZero();
        }
    }

    /** The source sees no more loads at once than it may. */
    @Test
    @Restates("Altinn/dialogporten 4300: the origin wants a bulkhead")
    default void get_moreLoadsThanMayRunAndWait_areRefused() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside =
                    stage.open(options -> options.maxConcurrentLoads(1).maxQueuedLoads(1));
            stage.loader.hold();
            Future<String> runs = stage.async(() -> aside.get(stage.key + "a", stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> waits = stage.async(() -> aside.get(stage.key + "b", stage.loader));
            Eventually.that("one waits", () -> aside.figures().waitingLoads() == 1);

            assertThatThrownBy(() -> aside.get(stage.key + "c", stage.loader))
                    .isInstanceOf(LoadRejectedException.class);

            assertThat(aside.figures().loading()).isEqualTo(1);
            stage.loader.release();
            assertThat(Stage.result(runs)).endsWith("a#1");
            assertThat(Stage.result(waits)).endsWith("b#1");
            assertThat(aside.get(stage.key + "c", stage.loader)).endsWith("c#1");
        }
    }

    /** The loader has the caller's context. */
    @Test
    @Restates("FusionCache issue 477: what the caller's context holds must be there for the factory")
    default void get_context_travelsToTheLoader() {
        try (Stage stage = new Stage(harness())) {
            ThreadLocal<String> tenant = new ThreadLocal<>();
            CacheAside<String> aside = stage.open(options -> options.context(task -> {
                String captured = tenant.get();
                return () -> {
                    tenant.set(captured);
                    try {
                        task.run();
                    } finally {
                        tenant.remove();
                    }
                };
            }));
            tenant.set("acme");

            assertThat(aside.get(stage.key, load -> "of " + tenant.get())).isEqualTo("of acme");
        }
    }

    /** Bytes that are none of ours are a miss, and are replaced. */
    @Test
    @Restates("Rails.cache: bytes that can't be read are a miss; FusionCache issue 324 asks for it")
    default void get_foreignBytes_areAMissOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            harness().cache().set(stage.key, "another program's".getBytes(StandardCharsets.UTF_8), Ttl.ofMinutes(10));

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");
            assertThat(aside.figures().undecodable()).isPositive();
        }
    }
}

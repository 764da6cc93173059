package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.recipes.aside.AsideEntry;
import dev.holdfast.cache.recipes.aside.BulkResult;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LateResult;
import dev.holdfast.cache.recipes.aside.LoadTimeoutException;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Loads that take too long. */
public interface DeadlineContract extends AsideTopic {
    /** How long a load may take here. */
    Duration DEADLINE = Duration.ofSeconds(2);

    /** No caller waits beyond the deadline. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: a hard timeout without a stale value is an error")
    default void get_loaderHangs_failsAtTheDeadline() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.loaderDeadline(DEADLINE));
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            stage.time.advance(DEADLINE);

            assertThat(Stage.failure(caller))
                    .isInstanceOf(LoadTimeoutException.class)
                    .hasMessageContaining("PT2S");
            assertThat(aside.figures().timeouts()).isEqualTo(1);
        }
    }

    /** A late result is stored. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: a factory that timed out completes in the background, and is stored")
    default void get_lateResult_isStored() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.loaderDeadline(DEADLINE));
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            stage.time.advance(DEADLINE);
            Stage.failure(caller);

            stage.loader.release();

            Future<AsideEntry<String>> next = stage.async(() -> aside.getEntry(stage.key, load -> "again"));
            stage.advanceUntil("it was stored", next::isDone);
            assertThat(Stage.result(next).value()).isEqualTo(stage.key + "#1");
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** A load past its deadline keeps its lease while it may still be stored. */
    @Test
    @Restates("BentoCache, two_tier_handler: after a hard timeout the lock was given up while the factory still ran")
    default void get_afterTheDeadline_noSecondLoadBeginsOnTopOfTheFirst() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.loaderDeadline(DEADLINE));
            stage.loader.hold();
            Future<String> first = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            stage.time.advance(DEADLINE);
            Stage.failure(first);

            Future<String> second = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> aside.figures().leaseWaits() == 1);
            assertThat(stage.loader.calls()).isEqualTo(1);
            stage.loader.release();

            stage.advanceUntil("the second has the first's value", second::isDone);
            assertThat(Stage.result(second)).isEqualTo(stage.key + "#1");
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** A load past its deadline is interrupted where late results are not wanted. */
    @Test
    @Restates("DialCache: results after the deadline are discarded, never published")
    default void get_lateResult_isDiscardedWhereWanted() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside =
                    stage.open(options -> options.loaderDeadline(DEADLINE).lateResults(LateResult.DISCARD));
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            stage.time.advance(DEADLINE);

            assertThat(Stage.failure(caller)).isInstanceOf(LoadTimeoutException.class);
            Eventually.that("the loader is interrupted", () -> stage.loader.interrupted() == 1);
            Eventually.that("its lease is given up", () -> harness().cache().get(stage.key) == null);
            stage.loader.release();
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** The soft timeout serves the old value; the load goes on. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: the soft timeout gives the stale value, and the factory completes")
    default void get_softTimeoutWithAKeptValue_servesItWhileTheLoadGoesOn() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.staleOnError(Duration.ofHours(1)).softTimeout(Duration.ofMillis(100)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            Future<Source> caller =
                    stage.async(() -> aside.getEntry(stage.key, stage.loader).source());
            stage.loader.awaitHeld(1);
            assertThat(caller).isNotDone();

            stage.advanceUntil("the caller is answered", caller::isDone);

            assertThat(Stage.result(caller)).isEqualTo(Source.STALE);
            stage.loader.release();
            Eventually.that(
                    "the new value is stored", () -> (stage.key + "#2").equals(aside.get(stage.key, stage.loader)));
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** The soft timeout is the whole call's, of however many keys. */
    @Test
    default void getAll_softTimeoutWithKeptValues_isOneForAllKeys() {
        try (Stage stage = new Stage(harness())) {
            Duration soft = Duration.ofMillis(100);
            CacheAside<String> aside = stage.open(
                    options -> options.staleOnError(Duration.ofHours(1)).softTimeout(soft));
            List<String> keys = stage.keys(10);
            aside.getAll(keys, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            int timers = stage.time.pending();
            Future<BulkResult<String>> caller = stage.async(() -> aside.getAllEntries(keys, stage.loader));
            stage.loader.awaitHeld(1);
            Eventually.that("the caller waits", () -> stage.time.pending() >= timers + 3);

            stage.time.advance(soft);

            assertThat(Stage.result(caller).entries().values())
                    .hasSize(10)
                    .allSatisfy(entry -> assertThat(entry.source()).isEqualTo(Source.STALE));
        }
    }

    /** Without an old value the soft timeout does not count. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: the soft timeout counts only where there is a stale value")
    default void get_softTimeoutWithoutAKeptValue_waits() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.staleOnError(Duration.ofHours(1)).softTimeout(Duration.ofMillis(100)));
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            stage.time.advance(Duration.ofSeconds(1));

            assertThat(caller).isNotDone();
            stage.loader.release();
            assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1");
        }
    }

    /** At the deadline the old value is served, if there is one. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: a hard timeout with a stale value gives that")
    default void get_loaderHangsWithAKeptValue_servesItAtTheDeadline() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.staleOnError(Duration.ofHours(1)).loaderDeadline(DEADLINE));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            Future<Source> caller =
                    stage.async(() -> aside.getEntry(stage.key, stage.loader).source());
            stage.loader.awaitHeld(1);

            stage.time.advance(DEADLINE);

            assertThat(Stage.result(caller)).isEqualTo(Source.STALE_ON_ERROR);
        }
    }
}

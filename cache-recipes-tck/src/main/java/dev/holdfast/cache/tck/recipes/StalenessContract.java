package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.recipes.aside.AsideEntry;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Values past their TTL, and when they are served. */
public interface StalenessContract extends AsideTopic {
    /** Past its TTL a value is served at once, and loaded anew once. */
    @Test
    @Restates("BentoCache, docs/timeouts: timeout 0 with grace answers the old value at once and refreshes")
    default void get_withinTheStaleTtl_servesAtOnceAndRefreshesOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL.plusSeconds(3));
            stage.loader.hold();

            for (int i = 0; i < 20; i++) {
                AsideEntry<String> entry = aside.getEntry(stage.key, stage.loader);
                assertThat(entry.source()).isEqualTo(Source.STALE);
                assertThat(entry.value()).isEqualTo(stage.key + "#1");
                assertThat(entry.age()).isEqualTo(Stage.TTL.plusSeconds(3));
            }

            stage.loader.awaitHeld(1);
            stage.loader.release();
            Eventually.that(
                    "it is fresh again",
                    () -> aside.getEntry(stage.key, stage.loader).source() == Source.HIT);
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** Past the stale TTL callers wait. */
    @Test
    default void get_pastTheStaleTtl_waitsForTheLoad() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);

            stage.time.advance(Stage.TTL.plusMinutes(5));

            assertThat(aside.getEntry(stage.key, stage.loader))
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.LOADED))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo(stage.key + "#2"));
        }
    }

    /** The old value is served in place of an error. */
    @Test
    @Restates("FusionCache, docs/FailSafe.md: a factory that fails is answered with the stale value")
    default void get_loadFailsWithAKeptValue_servesIt() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleOnError(Duration.ofHours(1)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.fail(new Exception("away"));

            AsideEntry<String> entry = aside.getEntry(stage.key, stage.loader);

            assertThat(entry.source()).isEqualTo(Source.STALE_ON_ERROR);
            assertThat(entry.value()).isEqualTo(stage.key + "#1");
            assertThat(aside.figures().staleOnError()).isEqualTo(1);
        }
    }

    /** Without an old value an error is an error. */
    @Test
    @Restates("FusionCache, docs/FailSafe.md: a factory that fails without a stale value is an error")
    default void get_loadFailsWithoutAKeptValue_throws() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleOnError(Duration.ofHours(1)));
            stage.loader.fail(new Exception("away"));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(LoadFailedException.class);
        }
    }

    /** A source that failed is left alone for a while. */
    @Test
    @Restates("FusionCache, docs/FailSafe.md: FailSafeThrottleDuration; BentoCache: graceBackoff")
    default void get_afterAFailure_noOneLoadsUntilTheThrottleIsOver() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.staleOnError(Duration.ofHours(1)).errorThrottle(Duration.ofSeconds(10)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.fail(new Exception("away"));

            for (int i = 0; i < 10; i++) {
                assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.STALE_ON_ERROR);
            }
            assertThat(stage.loader.calls()).isEqualTo(2);

            stage.loader.heal();
            stage.time.advance(Duration.ofSeconds(10));
            harness().cache().delete("~refresh:" + stage.key); // the store's own time need not be waited for
            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** A source that failed is left alone by the whole fleet. */
    @Test
    default void get_afterAFailureInAnotherProcess_noOneLoadsUntilTheThrottleIsOver() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleOnError(Duration.ofHours(1)));
            CacheAside<String> peer = stage.openPeer(options -> options.staleOnError(Duration.ofHours(1)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.fail(new Exception("away"));
            aside.get(stage.key, stage.loader);

            assertThat(peer.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.STALE_ON_ERROR);

            assertThat(stage.loader.calls()).isEqualTo(2);
            assertThat(peer.figures().throttled()).isEqualTo(1);
        }
    }

    /** A value that is too old is not served in place of an error. */
    @Test
    @Restates("FusionCache, docs/FailSafe.md: FailSafeMaxDuration is the end of a stale value")
    default void get_loadFailsPastStaleOnError_throws() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleOnError(Duration.ofMinutes(2)));
            aside.get(stage.key, stage.loader);
            stage.loader.fail(new Exception("away"));

            stage.time.advance(Stage.TTL.plusMinutes(2));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(LoadFailedException.class);
        }
    }

    /** Where nothing is kept an expired value is gone. */
    @Test
    @Restates("FusionCache, docs/Options.md: without fail-safe an expired value is gone")
    default void get_nothingIsKept_expiredIsLoadedOrAnError() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.ttl(dev.holdfast.cache.Ttl.ofSeconds(1)));
            aside.get(stage.key, stage.loader);
            harness().advance(Duration.ofSeconds(1).plus(harness().expiryResolution()));
            stage.loader.failNext(new Exception("away"));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(LoadFailedException.class);
            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** A background refresh that fails changes nothing. */
    @Test
    @Restates("FusionCache, docs/Timeouts.md: a background completion that fails leaves the stale value")
    default void get_backgroundRefreshFails_theOldValueIsServedOn() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.fail(new Exception("away"));

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.STALE);
            Eventually.that("the refresh failed", () -> aside.figures().loadFailures() == 1);

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.STALE);
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** What was removed does not come back as stale. */
    @Test
    @Restates("FusionCache, docs/FailSafe.md: Remove, unlike Expire, leaves no stale value behind")
    default void get_removed_isNeverServedAsStale() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.staleTtl(Duration.ofMinutes(5)).staleOnError(Duration.ofHours(1)));
            aside.get(stage.key, stage.loader);
            aside.invalidate(stage.key);
            stage.loader.fail(new Exception("away"));

            assertThatThrownBy(() -> aside.get(stage.key, stage.loader)).isInstanceOf(LoadFailedException.class);
        }
    }

    /** A value whose source says that there is none any more is served no longer. */
    @Test
    default void get_refreshFindsNothing_theOldValueIsGone() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.returning(null);

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");

            Eventually.that("it is gone", () -> harness().cache().get(stage.key) == null);
            assertThat(aside.get(stage.key, stage.loader)).isNull();
        }
    }

    /** A refresh loads, however fresh what is there. */
    @Test
    default void refresh_whateverIsThere_loadsAnew() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            aside.get(stage.key, stage.loader);

            assertThat(aside.refresh(stage.key, stage.loader)).isEqualTo(stage.key + "#2");

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** What a refresh loaded is not lost to a load that began before it. */
    @Test
    default void refresh_whileAnOlderLoadRuns_wins() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.put(stage.key, "old");
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);
            ScriptedLoader newer = new ScriptedLoader().returning("new").hold();
            Future<String> refreshed = stage.async(() -> aside.refresh(stage.key, newer));
            newer.awaitHeld(1);

            stage.loader.release();
            Eventually.that(
                    "the older load is stored", () -> (stage.key + "#1").equals(aside.get(stage.key, stage.loader)));
            newer.release();

            assertThat(Stage.result(refreshed)).isEqualTo("new");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }
}

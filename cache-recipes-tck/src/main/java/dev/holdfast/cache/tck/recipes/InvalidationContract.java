package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Writes and removals, and loads that are under way meanwhile. */
public interface InvalidationContract extends AsideTopic {
    /** A load that ends after the invalidation is not stored. */
    @Test
    @Restates("Facebook, Scaling Memcache (NSDI 2013): a delete takes the lease along, a late set is refused")
    default void invalidate_duringALoad_itIsNotStored() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            aside.invalidate(stage.key);
            stage.loader.release();

            assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1");
            assertThat(harness().cache().get(stage.key)).isNull();
            assertThat(aside.figures().fenced()).isEqualTo(1);
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** After an invalidation nobody is given a load from before it. */
    @Test
    default void get_afterAnInvalidation_takesNoLoadThatBeganBefore() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            Future<String> before = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            aside.invalidate(stage.key);

            Future<String> after = stage.async(() -> aside.get(stage.key, load -> "new"));
            assertThat(Stage.result(after)).isEqualTo("new");

            stage.loader.release();
            assertThat(Stage.result(before)).isEqualTo(stage.key + "#1");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }

    /** The same after another process's invalidation. */
    @Test
    default void get_afterAnInvalidationByAnotherProcess_takesNoLoadThatBeganBefore() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold();
            Future<String> before = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            stage.time.advance(Duration.ofMillis(1));
            peer.invalidate(stage.key);

            Future<String> after = stage.async(() -> aside.get(stage.key, load -> "new"));
            assertThat(Stage.result(after)).isEqualTo("new");

            stage.loader.release();
            assertThat(Stage.result(before)).isEqualTo(stage.key + "#1");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }

    /** What was put is not overwritten by a load from before it. */
    @Test
    @Restates("FusionCache, AutoRecovery and Set: what is set during a factory's run is not overwritten by it")
    default void put_duringALoad_staysWhatWasPut() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            aside.put(stage.key, "put");
            stage.loader.release();

            assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1");
            assertThat(aside.getEntry(stage.key, stage.loader))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo("put"))
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.HIT));
        }
    }

    /** Nor by a background refresh. */
    @Test
    default void put_duringABackgroundRefresh_staysWhatWasPut() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);

            aside.put(stage.key, "put");
            stage.loader.release();

            Eventually.that("the refresh is refused", () -> aside.figures().fenced() == 1);
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("put");
        }
    }

    /** A background refresh that ends after the invalidation is not stored. */
    @Test
    default void invalidate_duringABackgroundRefresh_itIsNotStored() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);

            aside.invalidate(stage.key);
            stage.loader.release();

            Eventually.that("the refresh is refused", () -> aside.figures().fenced() == 1);
            assertThat(harness().cache().get(stage.key)).isNull();
        }
    }
}

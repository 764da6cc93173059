package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.EarlyRefresh;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Values that are loaded anew before they expire. */
public interface EarlyRefreshContract extends AsideTopic {
    /** An early refresh is begun by a hit, once. */
    @Test
    @Restates(
            "FusionCache, docs/EagerRefresh.md: past the threshold a hit answers at once and refreshes in the background")
    default void get_pastTheThreshold_hitsAndRefreshesOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.earlyRefresh(EarlyRefresh.after(0.8)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Duration.ofSeconds(48));
            stage.loader.hold();

            for (int i = 0; i < 20; i++) {
                assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            }

            stage.loader.awaitHeld(1);
            stage.loader.release();
            Eventually.that("it is new", () -> (stage.key + "#2").equals(aside.get(stage.key, stage.loader)));
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** Before its time no early refresh begins. */
    @Test
    @Restates("FusionCache, docs/EagerRefresh.md: before the threshold nothing happens")
    default void get_beforeTheThreshold_onlyHits() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.earlyRefresh(EarlyRefresh.after(0.8)));
            aside.get(stage.key, stage.loader);

            stage.time.advance(Duration.ofMillis(47_999));

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** Whoever comes after the expiry waits for the early refresh under way. */
    @Test
    @Restates("FusionCache, EagerRefreshTests: a miss during an eager refresh waits for it, two factory calls in total")
    default void get_expiresWhileTheRefreshRuns_waitsForIt() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.earlyRefresh(EarlyRefresh.after(0.8)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Duration.ofSeconds(59));
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);
            stage.time.advance(Duration.ofSeconds(1));

            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that("it waits", () -> aside.figures().waits() == 1);
            stage.loader.release();

            assertThat(Stage.result(caller)).isEqualTo(stage.key + "#2");
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** An early refresh is made by one process. */
    @Test
    @Restates("FusionCache issues 604 and 651: an eager refresh must look at the shared cache first")
    default void get_anotherProcessHasRefreshed_noOneLoads() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.earlyRefresh(EarlyRefresh.after(0.8)));
            CacheAside<String> peer = stage.openPeer(options -> options.earlyRefresh(EarlyRefresh.after(0.8)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Duration.ofSeconds(50));
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);

            for (int i = 0; i < 20; i++) {
                assertThat(peer.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            }

            stage.loader.release();
            Eventually.that("it is new", () -> (stage.key + "#2").equals(peer.get(stage.key, stage.loader)));
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** An early refresh that fails is nobody's concern. */
    @Test
    @Restates("FusionCache, docs/EagerRefresh.md: an eager refresh that fails disturbs nobody")
    default void get_earlyRefreshFails_hitsGoOn() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.earlyRefresh(EarlyRefresh.after(0.5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Duration.ofSeconds(40));
            stage.loader.fail(new Exception("away"));

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            Eventually.that("the refresh failed", () -> aside.figures().loadFailures() == 1);

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }
}

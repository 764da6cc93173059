package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.recipes.aside.BulkLoadException;
import dev.holdfast.cache.recipes.aside.BulkResult;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.LoadFailedException;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many keys at once. */
public interface BulkContract extends AsideTopic {
    /** What is missing is loaded with one call; answers are in the order asked. */
    @Test
    @Restates("dogpile.cache, get_or_create_multi: the creator is asked once, for what is missing alone")
    default void getAll_someAreThere_loadsTheOthersWithOneCall() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            String a = stage.key + "a";
            String b = stage.key + "b";
            String c = stage.key + "c";
            aside.put(b, "there");

            Map<String, String> values = aside.getAll(List.of(c, b, a, c), stage.loader);

            assertThat(values).containsExactly(Map.entry(c, c + "#1"), Map.entry(b, "there"), Map.entry(a, a + "#1"));
            assertThat(stage.loader.bulkCalls()).containsExactly(Set.of(a, c));
            assertThat(aside.getAll(List.of(a, b, c), stage.loader)).hasSize(3);
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** What a loader is given stays whole. */
    @Test
    default void getAll_loaderCannotTakeKeysAway() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);

            BulkResult<String> result = aside.getAllEntries(List.of(stage.key + "a", stage.key + "b"), load -> {
                assertThatThrownBy(() -> load.keys().clear()).isInstanceOf(UnsupportedOperationException.class);
                return stage.loader.loadAll(load);
            });

            assertThat(result.entries()).hasSize(2);
        }
    }

    /** No keys, no calls. */
    @Test
    default void getAll_noKeys_callsNobody() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);

            assertThat(aside.getAll(List.of(), stage.loader)).isEmpty();

            assertThat(stage.loader.calls()).isZero();
        }
    }

    /** A key that is being loaded is not loaded again. */
    @Test
    default void getAll_oneIsBeingLoadedAlready_waitsForThatLoad() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            stage.loader.hold();
            Future<String> single = stage.async(() -> aside.get(stage.key + "a", stage.loader));
            stage.loader.awaitHeld(1);

            Future<Map<String, String>> all =
                    stage.async(() -> aside.getAll(List.of(stage.key + "a", stage.key + "b"), stage.loader));
            stage.loader.awaitHeld(2);
            stage.loader.release();

            assertThat(Stage.result(all)).containsEntry(stage.key + "a", Stage.result(single));
            assertThat(stage.loader.bulkCalls()).containsExactly(Set.of(stage.key + "b"));
            assertThat(stage.loader.callsFor(stage.key + "a")).isEqualTo(1);
        }
    }

    /** What was loaded is kept when some keys fail. */
    @Test
    default void getAll_someFail_theOthersAreKept() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            Exception cause = new Exception("no such row");
            stage.loader.choosing(load -> {
                if (load.key().endsWith("b")) {
                    load.fail(cause);
                }
            });

            assertThatThrownBy(() -> aside.getAll(List.of(stage.key + "a", stage.key + "b"), stage.loader))
                    .isInstanceOfSatisfying(BulkLoadException.class, failure -> {
                        assertThat(failure.values(String.class))
                                .containsExactly(Map.entry(stage.key + "a", stage.key + "a#1"));
                        assertThat(failure.failures()).containsOnlyKeys(stage.key + "b");
                        assertThat(failure.failures().get(stage.key + "b"))
                                .isInstanceOf(LoadFailedException.class)
                                .hasCause(cause);
                    });
            assertThat(aside.getEntry(stage.key + "a", stage.loader).source()).isEqualTo(Source.HIT);
        }
    }

    /** Failures may be had as values. */
    @Test
    default void getAllEntries_loaderThrows_failuresAreValues() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            aside.put(stage.key + "a", "there");
            stage.loader.fail(new Exception("away"));

            BulkResult<String> result = aside.getAllEntries(List.of(stage.key + "a", stage.key + "b"), stage.loader);

            assertThat(result.entries()).containsOnlyKeys(stage.key + "a");
            assertThat(result.failures()).containsOnlyKeys(stage.key + "b");
        }
    }

    /** Keys without a value are left out. */
    @Test
    default void getAll_loaderFindsNothingForSome_theyAreLeftOut() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.negativeTtl(Duration.ofMinutes(1)));

            assertThat(aside.getAll(List.of(stage.key + "a", stage.key + "b"), load -> Map.of(stage.key + "a", "a")))
                    .containsExactly(Map.entry(stage.key + "a", "a"));

            assertThat(aside.getEntry(stage.key + "b", stage.loader))
                    .satisfies(entry -> assertThat(entry.value()).isNull())
                    .satisfies(entry -> assertThat(entry.source()).isEqualTo(Source.HIT));
        }
    }

    /** Stale values are served at once, and loaded anew with one call. */
    @Test
    default void getAll_stale_areServedAndRefreshedTogether() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            List<String> keys = List.of(stage.key + "a", stage.key + "b");
            aside.getAll(keys, stage.loader);
            stage.time.advance(Stage.TTL);

            BulkResult<String> result = aside.getAllEntries(keys, stage.loader);

            assertThat(result.entries().values())
                    .allSatisfy(entry -> assertThat(entry.source()).isEqualTo(Source.STALE));
            Eventually.that(
                    "both are new",
                    () -> aside.getAll(keys, stage.loader).values().stream().allMatch(value -> value.endsWith("#2")));
            assertThat(stage.loader.bulkCalls()).containsExactly(Set.copyOf(keys), Set.copyOf(keys));
        }
    }

    /** The order of the keys is nobody's deadlock. */
    @Test
    @Restates("dogpile.cache, get_or_create_multi: locks are taken in the order of the keys, so that nobody deadlocks")
    default void getAll_twoProcessesInOppositeOrder_bothEndAndLoadEachKeyOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            List<String> there = List.of(stage.key + "a", stage.key + "b", stage.key + "c");
            List<String> back = List.of(stage.key + "c", stage.key + "b", stage.key + "a");

            Future<Map<String, String>> one = stage.async(() -> aside.getAll(there, stage.loader));
            Future<Map<String, String>> other = stage.async(() -> peer.getAll(back, stage.loader));
            stage.advanceUntil("both have ended", () -> one.isDone() && other.isDone());

            assertThat(Stage.result(one)).isEqualTo(Stage.result(other));
            assertThat(there)
                    .allSatisfy(key -> assertThat(stage.loader.callsFor(key)).isEqualTo(1));
        }
    }
}

package dev.holdfast.cache.tck.recipes;

import static dev.holdfast.cache.tck.fake.CallFault.failBefore;
import static dev.holdfast.cache.tck.fake.CallFault.failKeys;
import static dev.holdfast.cache.tck.fake.CallFault.loseAnswer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.ObservedCache;
import dev.holdfast.cache.recipes.aside.AsideEntry;
import dev.holdfast.cache.recipes.aside.BulkResult;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.LoadRejectedException;
import dev.holdfast.cache.recipes.aside.Source;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A cache that is away, or goes away at the worst moment. */
public interface OutageContract extends AsideTopic {
    /** Without the cache values come from the source. */
    @Test
    @Restates("FusionCache, README: the second level may be down and the application goes on")
    default void get_cacheIsDown_loadsAndSaysSo() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);
            cache.inject(failBefore());

            AsideEntry<String> entry = aside.getEntry(stage.key, stage.loader);

            assertThat(entry.value()).isEqualTo(stage.key + "#1");
            assertThat(entry.source()).isEqualTo(Source.DEGRADED);
            assertThat(aside.figures().degraded()).isEqualTo(1);
            cache.heal();
            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
        }
    }

    /** Without the cache a process still loads a key once. */
    @Test
    default void get_cacheIsDown_manyCallersStillLoadOnce() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);
            cache.inject(failBefore());
            stage.loader.hold();
            List<Future<String>> callers = IntStream.range(0, 16)
                    .mapToObj(i -> stage.async(() -> aside.get(stage.key, stage.loader)))
                    .toList();
            Eventually.that("all wait", () -> aside.figures().waits() == 15);

            stage.loader.release();

            assertThat(callers)
                    .allSatisfy(caller -> assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1"));
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** Without the cache the source still sees no more loads at once than it may. */
    @Test
    default void get_cacheIsDown_theBulkheadProtectsTheSource() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside =
                    stage.open(cache, options -> options.maxConcurrentLoads(2).maxQueuedLoads(0));
            cache.inject(failBefore());
            stage.loader.hold();
            Future<String> one = stage.async(() -> aside.get(stage.key + "a", stage.loader));
            Future<String> two = stage.async(() -> aside.get(stage.key + "b", stage.loader));
            stage.loader.awaitHeld(2);

            assertThatThrownBy(() -> aside.get(stage.key + "c", stage.loader))
                    .isInstanceOf(LoadRejectedException.class);

            stage.loader.release();
            assertThat(Stage.result(one)).endsWith("a#1");
            assertThat(Stage.result(two)).endsWith("b#1");
        }
    }

    /** A value that cannot be stored is answered all the same. */
    @Test
    default void get_cacheGoesAwayDuringTheLoad_theValueIsAnswered() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);

            AsideEntry<String> entry = aside.getEntry(stage.key, load -> {
                cache.inject(failBefore());
                return "value";
            });

            assertThat(entry.value()).isEqualTo("value");
            assertThat(entry.source()).isEqualTo(Source.DEGRADED);
        }
    }

    /** A store whose answer was lost is a store. */
    @Test
    default void get_answerOfTheStoreIsLost_theNextCallersHit() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);
            cache.follow(FaultPlan.script().next(loseAnswer()).onlyFor(Operation.CAS));

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** Keys of other servers are served from these. */
    @Test
    default void getAll_oneServerIsDown_theOthersKeysAreStillHits() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);
            String up = stage.key + "up";
            String down = stage.key + "down";
            aside.getAll(List.of(up, down), stage.loader);
            cache.inject(failKeys(key -> key.endsWith("down")));

            BulkResult<String> result = aside.getAllEntries(List.of(up, down), stage.loader);

            assertThat(result.entries())
                    .hasEntrySatisfying(up, entry -> assertThat(entry.source()).isEqualTo(Source.HIT))
                    .hasEntrySatisfying(
                            down, entry -> assertThat(entry.source()).isEqualTo(Source.DEGRADED));
            assertThat(stage.loader.callsFor(up)).isEqualTo(1);
        }
    }

    /** A cache that hangs costs a call some timeouts, and not one for every key. */
    @Test
    default void getAll_cacheIsDown_asksItAFewTimes_ofHoweverManyKeys() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheStats stats = new CacheStats();
            CacheAside<String> aside = stage.open(ObservedCache.of(cache, stats), options -> options);
            List<String> keys = stage.keys(20);
            cache.inject(failBefore());

            BulkResult<String> away = aside.getAllEntries(keys, stage.loader);

            assertThat(away.entries().values())
                    .hasSize(20)
                    .allSatisfy(entry -> assertThat(entry.source()).isEqualTo(Source.DEGRADED));
            assertThat(stats.errors()).isLessThanOrEqualTo(3);
        }
    }

    /** The same where it goes away during the load, be that well or not. */
    @Test
    default void getAll_cacheGoesAwayDuringTheLoad_asksItAFewTimes_ofHoweverManyKeys() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheStats stats = new CacheStats();
            CacheAside<String> aside = stage.open(ObservedCache.of(cache, stats), options -> options);
            List<String> keys = stage.keys(20);

            BulkResult<String> loaded = aside.getAllEntries(keys, load -> {
                cache.inject(failBefore());
                return stage.loader.loadAll(load);
            });

            assertThat(loaded.entries().values())
                    .hasSize(20)
                    .allSatisfy(entry -> assertThat(entry.source()).isEqualTo(Source.DEGRADED));
            assertThat(stats.errors()).isLessThanOrEqualTo(3);

            cache.heal();
            BulkResult<String> failed =
                    aside.getAllEntries(List.of(stage.key + "a", stage.key + "b", stage.key + "c"), load -> {
                        cache.inject(failBefore());
                        throw new IllegalStateException("the source is down too");
                    });

            assertThat(failed.failures()).hasSize(3);
            assertThat(stats.errors()).isLessThanOrEqualTo(6);
        }
    }

    /** A cache that says no has answered: nobody looks whether it still does. */
    @Test
    default void getAll_cacheTakesNoValues_looksOnce_atHoweverManyKeys() {
        try (Stage stage = new Stage(harness())) {
            CacheStats stats = new CacheStats();
            DistributedCache full = new ForwardingCache(harness().cache()) {
                @Override
                public boolean add(String key, byte[] value, Ttl ttl) {
                    if (key.endsWith("no")) {
                        throw refusal(Operation.ADD, key);
                    }
                    return super.add(key, value, ttl);
                }

                @Override
                public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                    throw refusal(Operation.CAS, key);
                }
            };
            CacheAside<String> aside = stage.open(ObservedCache.of(full, stats), options -> options);
            List<String> keys = IntStream.range(0, 20)
                    .mapToObj(i -> stage.key + i + (i % 2 == 0 ? "no" : "yes"))
                    .toList();

            BulkResult<String> result = aside.getAllEntries(keys, stage.loader);

            assertThat(result.entries().values())
                    .hasSize(20)
                    .allSatisfy(entry -> assertThat(entry.source()).isEqualTo(Source.DEGRADED));
            assertThat(stats.calls(Operation.GET_ALL)).isEqualTo(1);
        }
    }

    private static CacheRejectedException refusal(Operation operation, String key) {
        FailedCall call = FailedCall.unsent(operation, key, null);
        return new CacheRejectedException(call, CacheRejectedException.Reason.OUT_OF_MEMORY, "full", null);
    }

    /** The same where the keys' server is there and that of the tags hangs. */
    @Test
    default void getAll_tagsServerIsDown_asksItAFewTimes_ofHoweverManyKeys() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheStats stats = new CacheStats();
            CacheAside<String> aside = stage.open(ObservedCache.of(cache, stats), CacheAsideOptions.Builder::tagged);
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            List<String> keys = stage.keys(20);
            cache.inject(failKeys(key -> key.equals("~tags")));

            assertThat(aside.getAll(keys, stage.loader)).hasSize(20);
            assertThat(stats.errors()).isLessThanOrEqualTo(3);

            cache.heal();
            aside.getAll(keys, load -> {
                cache.inject(failKeys(key -> key.startsWith("~tag:")));
                return stage.loader.loadAll(load);
            });
            assertThat(stats.errors()).isLessThanOrEqualTo(6);
        }
    }

    /** What cannot be proven is not served. */
    @Test
    default void get_tagsServerIsDown_whatDependsOnThemIsNotBelieved() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, CacheAsideOptions.Builder::tagged);
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            aside.get(stage.key, stage.loader);
            CallFault tagsDown = failKeys(key -> key.startsWith("~"));
            cache.inject(tagsDown);

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** A write that did not reach the cache is an error. */
    @Test
    default void invalidate_cacheIsDown_throws() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache cache = new FaultyCache(harness().cache());
            CacheAside<String> aside = stage.open(cache, options -> options);
            cache.inject(failBefore());

            assertThatThrownBy(() -> aside.invalidate(stage.key)).isInstanceOf(CacheUnavailableException.class);
            assertThatThrownBy(() -> aside.put(stage.key, "value")).isInstanceOf(CacheUnavailableException.class);
        }
    }
}

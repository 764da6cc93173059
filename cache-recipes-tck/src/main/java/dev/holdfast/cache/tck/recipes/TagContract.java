package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.Source;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tags and namespaces, whose versions the store issues. */
public interface TagContract extends AsideTopic {
    /** A tag takes what has it, and nothing else. */
    @Test
    @Restates("FusionCache, docs/Tagging.md: RemoveByTag takes what has the tag and leaves the rest")
    default void invalidateTag_takesWhatHasIt() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            String red = stage.key + "red";
            String blue = stage.key + "blue";
            ScriptedLoader loader =
                    stage.loader.choosing(load -> load.tag(load.key().endsWith("1") ? red : blue));
            aside.get(stage.key + "1", loader);
            aside.get(stage.key + "2", loader);
            assertThat(aside.getEntry(stage.key + "1", loader).source()).isEqualTo(Source.HIT);

            aside.invalidateTag(red);

            assertThat(aside.getEntry(stage.key + "1", loader).source()).isEqualTo(Source.LOADED);
            assertThat(aside.getEntry(stage.key + "2", loader).source()).isEqualTo(Source.HIT);
            assertThat(aside.getEntry(stage.key + "1", loader).source()).isEqualTo(Source.HIT);
        }
    }

    /** An entry goes with any of its tags. */
    @Test
    @Restates("BentoCache, docs/tagging: an entry with several tags goes with any of them")
    default void invalidateTag_anyOfSeveral_takesTheEntry() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            aside.put(stage.key, "value", Ttl.ofMinutes(1), List.of(stage.key + "a", stage.key + "b"));
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("value");

            aside.invalidateTag(stage.key + "b");

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");
        }
    }

    /** A load from before the invalidation of its tag is not stored. */
    @Test
    @Restates("FusionCache, Tagging: the timestamp is taken before the factory, so a removal during its run wins")
    default void invalidateTag_duringALoad_itIsNotStored() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            CacheAside<String> peer = stage.openPeer(CacheAsideOptions.Builder::tagged);
            stage.loader.hold().choosing(load -> load.tag(stage.key + "tag"));
            Future<String> caller = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            peer.invalidateTag(stage.key + "tag");
            stage.loader.release();

            assertThat(Stage.result(caller)).isEqualTo(stage.key + "#1");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
        }
    }

    /** An entry whose tag's version was lost is a miss. */
    @Test
    @Restates("Symfony, TagAwareAdapter: an entry whose tag's version is lost is a miss")
    default void get_tagVersionLost_isAMissOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            aside.get(stage.key, stage.loader);

            harness().cache().delete("~tag:" + stage.key + "tag");

            assertThat(aside.get(stage.key, stage.loader)).isEqualTo(stage.key + "#2");
            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);
        }
    }

    /** What was invalidated does not come back when the tag's version is lost. */
    @Test
    @Restates("Symfony 33953, 43301: entries must not come back when a tag was invalidated and then lost")
    default void get_tagInvalidatedThenLost_doesNotComeBack() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            aside.get(stage.key, stage.loader);
            byte[] before = Objects.requireNonNull(harness().cache().get(stage.key));
            aside.invalidateTag(stage.key + "tag");

            harness().cache().delete("~tag:" + stage.key + "tag");
            aside.get(stage.key + "b", stage.loader);
            harness().cache().set(stage.key, before, Ttl.ofMinutes(1));

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** A lost clock costs some loads and nothing else. */
    @Test
    default void get_clockLost_newLoadsAreStoredAgain() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(CacheAsideOptions.Builder::tagged);
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            aside.get(stage.key, stage.loader);

            harness().cache().delete("~tags");

            aside.get(stage.key + "b", stage.loader);
            aside.get(stage.key + "b", stage.loader);
            assertThat(aside.getEntry(stage.key + "b", stage.loader).source()).isEqualTo(Source.HIT);
            aside.invalidateTag(stage.key + "tag");
            assertThat(aside.getEntry(stage.key + "b", stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** What a tag took is not served as stale. */
    @Test
    @Restates("BentoCache issues 63, 71, 80: deleteByTag with grace must not answer what was removed")
    default void get_tagInvalidated_isNeverServedAsStale() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(
                    options -> options.tagged().staleTtl(Duration.ofMinutes(5)).staleOnError(Duration.ofHours(1)));
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);

            aside.invalidateTag(stage.key + "tag");

            assertThat(aside.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** Tags are those of the cache. */
    @Test
    default void invalidateTag_ofAnotherCacheAside_takesItsValuesToo() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> users = stage.open(CacheAsideOptions.Builder::tagged);
            CacheAside<String> carts =
                    stage.openPeer(options -> options.tagged().namespace("carts"));
            stage.loader.choosing(load -> load.tag(stage.key + "tag"));
            carts.get(stage.key, stage.loader);
            assertThat(carts.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.HIT);

            users.invalidateTag(stage.key + "tag");

            assertThat(carts.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.LOADED);
        }
    }

    /** Clearing takes one namespace, at the same cost for any number of entries. */
    @Test
    @Restates("FusionCache, docs/Clear.md; BentoCache, docs/namespaces: clear takes one namespace alone")
    default void clear_takesItsNamespaceWithThreeCalls() {
        try (Stage stage = new Stage(harness())) {
            FaultyCache counting = new FaultyCache(harness().cache());
            CacheAside<String> one = stage.open(counting, options -> options.namespace("one" + stage.key.hashCode()));
            CacheAside<String> two = stage.open(options -> options.namespace("two" + stage.key.hashCode()));
            for (int i = 0; i < 10; i++) {
                one.get(stage.key + i, stage.loader);
                two.get(stage.key + i, stage.loader);
            }
            long before = counting.counts().calls();

            one.clear();

            assertThat(counting.counts().calls() - before).isEqualTo(3);
            for (int i = 0; i < 10; i++) {
                assertThat(two.getEntry(stage.key + i, stage.loader).source()).isEqualTo(Source.HIT);
                assertThat(one.getEntry(stage.key + i, stage.loader).source()).isEqualTo(Source.LOADED);
                assertThat(one.getEntry(stage.key + i, stage.loader).source()).isEqualTo(Source.HIT);
            }
        }
    }

    /** A load from before the clearing is neither stored nor given to those who come after. */
    @Test
    default void clear_byAnotherProcessDuringALoad_itIsNotStored() {
        try (Stage stage = new Stage(harness())) {
            String namespace = "space" + stage.key.hashCode();
            CacheAside<String> aside = stage.open(options -> options.namespace(namespace));
            CacheAside<String> peer = stage.openPeer(options -> options.namespace(namespace));
            stage.loader.hold();
            Future<String> before = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            stage.time.advance(Duration.ofMillis(1));
            peer.clear();

            assertThat(aside.get(stage.key, load -> "new")).isEqualTo("new");

            stage.loader.release();
            assertThat(Stage.result(before)).isEqualTo(stage.key + "#1");
            assertThat(peer.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }

    /** What the options do not allow is refused with the option's name. */
    @Test
    default void tag_withoutTagged_isRefusedByName() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);

            assertThatIllegalStateException()
                    .isThrownBy(() -> aside.invalidateTag("tag"))
                    .withMessageContaining("tagged()");
            assertThatIllegalStateException().isThrownBy(aside::clear).withMessageContaining("namespace(name)");
        }
    }
}

package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static dev.holdfast.cache.tck.ContractTopic.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Storing and removing: set, add, replace, delete, and their bulk forms. */
@NullUnmarked // a null where there must be none fails the test
public interface StoreContract extends ContractTopic {
    /** Add stores what is absent only, replace what is present only. */
    @Test
    @Clause("SET-1")
    default void addAndReplace_lookAtWhatIsThere() {
        String key = fresh("key");

        assertThat(cache().replace(key, bytes("r0"), LONG))
                .as("replace of absent")
                .isFalse();
        assertThat(cache().get(key)).isNull();
        assertThat(cache().add(key, bytes("a1"), LONG)).as("add of absent").isTrue();
        assertThat(cache().add(key, bytes("a2"), LONG)).as("add of present").isFalse();
        assertThat(cache().get(key)).isEqualTo(bytes("a1"));
        assertThat(cache().replace(key, bytes("r1"), LONG))
                .as("replace of present")
                .isTrue();
        assertThat(cache().get(key)).isEqualTo(bytes("r1"));
        cache().delete(key);
        assertThat(cache().replace(key, bytes("r2"), LONG))
                .as("replace of deleted")
                .isFalse();
        assertThat(cache().add(key, new byte[0], LONG)).as("add of deleted").isTrue();
        assertThat(cache().add(key, bytes("a3"), LONG))
                .as("add over an empty value")
                .isFalse();
    }

    /** Of many callers adding one key, through two caches, exactly one is told that it stored, and it did. */
    @Test
    @Clause({"SET-1", "CON-1"})
    default void add_byManyAtOnce_hasExactlyOneWinner() {
        int rounds = 50;
        List<String> keys = Operations.keys(fresh("race"), rounds);

        List<boolean[]> won = Together.run(12, thread -> {
            DistributedCache mine = thread % 2 == 0 ? cache() : harness().peer();
            boolean[] wins = new boolean[rounds];
            for (int i = 0; i < rounds; i++) {
                wins[i] = mine.add(keys.get(i), bytes("thread " + thread), LONG);
            }
            return wins;
        });

        for (int i = 0; i < rounds; i++) {
            int round = i;
            List<boolean[]> winners = won.stream().filter(wins -> wins[round]).toList();
            assertThat(winners).as("winners of round %d", i).hasSize(1);
            assertThat(cache().get(keys.get(i))).isEqualTo(bytes("thread " + won.indexOf(winners.get(0))));
        }
    }

    /** What a call stored, every later read sees, in this thread and in any other. */
    @Test
    @Clause("SET-2")
    default void set_isSeenByEveryLaterRead() {
        String base = fresh("later");
        Together.run(8, thread -> {
            String key = base + thread;
            for (int i = 0; i < 100; i++) {
                byte[] value = bytes(thread + ":" + i);
                cache().set(key, value, LONG);
                assertThat(cache().get(key)).isEqualTo(value);
                assertThat(cache().getAll(List.of(key)).get(key)).isEqualTo(value);
                if (i % 10 == 9) {
                    cache().delete(key);
                    assertThat(cache().get(key)).isNull();
                }
            }
            cache().set(key, bytes("last"), LONG);
            return thread;
        });
        for (int thread = 0; thread < 8; thread++) {
            assertThat(cache().get(base + thread)).isEqualTo(bytes("last"));
            assertThat(harness().peer().get(base + thread)).isEqualTo(bytes("last"));
        }
    }

    /** Bulk reads find what is there, in the order asked, each key once. */
    @Test
    @Clause("SET-3")
    default void bulkReads_findWhatIsThere() {
        List<String> keys = Operations.keys(fresh("bulk"), 300);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (int i = 0; i < 300; i += 2) {
            entries.put(keys.get(i), bytes("v" + i));
        }

        cache().setAll(entries, LONG);

        Map<String, byte[]> all = cache().getAll(keys);
        assertThat(all.keySet()).containsExactlyElementsOf(entries.keySet());
        entries.forEach((key, value) -> assertThat(all.get(key)).isEqualTo(value));
        Map<String, Versioned> versioned = cache().getsAll(keys);
        assertThat(versioned.keySet()).containsExactlyElementsOf(entries.keySet());
        versioned.forEach((key, entry) -> {
            assertThat(entry.value()).isEqualTo(entries.get(key));
            assertThat(cache().cas(key, bytes("w"), entry.token(), LONG).applied())
                    .isTrue();
        });
        assertThat(cache().getAll(List.of(keys.get(0), keys.get(1), keys.get(0))))
                .containsOnlyKeys(keys.get(0));
        assertThat(cache().getsAll(List.of(keys.get(2), keys.get(2)))).containsOnlyKeys(keys.get(2));
        all.clear();
        assertThat(all).as("the map is the caller's").isEmpty();
    }

    /** Nothing asked is nothing done. */
    @Test
    @Clause("SET-3")
    default void bulkCalls_ofNothing_doNothing() {
        assertThat(cache().getAll(List.of())).isEmpty();
        assertThat(cache().getsAll(List.of())).isEmpty();
        cache().setAll(Map.of(), LONG);
        cache().deleteAll(List.of());
    }

    /** Bulk deletes remove each key, present or not. */
    @Test
    @Clause({"SET-3", "SET-4"})
    default void deleteAll_removesEach() {
        List<String> keys = Operations.keys(fresh("bulk"), 100);
        for (String key : keys.subList(0, 60)) {
            cache().set(key, bytes("v"), LONG);
        }
        String kept = fresh("kept");
        cache().set(kept, bytes("v"), LONG);

        cache().deleteAll(keys);
        cache().deleteAll(List.of(keys.get(0), keys.get(0)));

        assertThat(cache().getAll(keys)).isEmpty();
        assertThat(cache().get(kept)).isEqualTo(bytes("v"));
    }

    /** An invalid key or a null anywhere in a bulk call is refused before any of it is done. */
    @Test
    @Clause({"SET-3", "KEY-1", "VAL-3"})
    default void bulkCalls_withAnInvalidKey_doNothing() {
        String first = fresh("first");
        String kept = fresh("kept");
        cache().set(kept, bytes("v"), LONG);
        for (List<String> keys : List.of(List.of(kept, ""), Arrays.asList(kept, nothing()))) {
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put(first, bytes("v"));
            entries.put(keys.get(1), bytes("v"));
            for (Runnable call : List.<Runnable>of(
                    () -> cache().getAll(keys),
                    () -> cache().getsAll(keys),
                    () -> cache().setAll(entries, LONG),
                    () -> cache().deleteAll(keys))) {
                assertThatThrownBy(call::run)
                        .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
            }
        }
        Map<String, byte[]> withNull = new LinkedHashMap<>();
        withNull.put(first, bytes("v"));
        withNull.put(fresh("null"), nothing());
        assertThatThrownBy(() -> cache().setAll(withNull, LONG)).isInstanceOf(NullPointerException.class);
        assertThat(cache().get(first)).as("nothing was stored").isNull();
        assertThat(cache().get(kept)).as("nothing was deleted").isEqualTo(bytes("v"));
    }

    /** In a bulk write each key fares as if alone: the one too large fails, the others are stored, and all is told. */
    @Test
    @Clause({"SET-3", "VAL-2"})
    default void setAll_withOneTooLarge_storesTheOthersAndSaysSo() {
        try (DistributedCache small = harness().open(Map.of("maxValueBytes", "100"))) {
            String tooLarge = fresh("too large");
            String fits = fresh("fits");
            String alsoFits = fresh("also fits");
            Map<String, byte[]> entries = new LinkedHashMap<>();
            entries.put(fits, new byte[100]);
            entries.put(tooLarge, new byte[101]);
            entries.put(alsoFits, new byte[1]);
            small.set(tooLarge, bytes("old"), LONG);

            assertThatThrownBy(() -> small.setAll(entries, LONG))
                    .asInstanceOf(type(BulkCacheException.class))
                    .satisfies(failure -> {
                        assertThat(failure.failures()).containsOnlyKeys(tooLarge);
                        assertThat(failure.failures().get(tooLarge)).isInstanceOf(CacheRejectedException.class);
                        assertThat(failure.done()).containsExactlyInAnyOrder(fits, alsoFits);
                        assertThat(failure.isTransient()).isFalse();
                    });

            assertThat(small.getAll(List.of(fits, alsoFits))).containsOnlyKeys(fits, alsoFits);
            assertThat(small.get(tooLarge)).isEqualTo(bytes("old"));
        }
    }

    /** A bulk failure seen through a namespace speaks of the caller's keys. */
    @Test
    @Clause("SET-3")
    default void setAll_failingInANamespace_namesTheCallersKeys() {
        try (DistributedCache small = harness().open(Map.of("maxValueBytes", "100"))) {
            DistributedCache view = small.namespaced(fresh("n").replace(':', '-'));

            assertThatThrownBy(() -> view.setAll(Map.of("a", new byte[101], "b", new byte[1]), LONG))
                    .asInstanceOf(type(BulkCacheException.class))
                    .satisfies(failure -> {
                        assertThat(failure.failures()).containsOnlyKeys("a");
                        assertThat(failure.done()).containsExactly("b");
                    });

            view.deleteAll(Collections.singleton("b"));
        }
    }

    /** Delete tells whether there was an entry, and then there is none. */
    @Test
    @Clause("SET-4")
    default void delete_tellsWhetherItWasThere() {
        String key = fresh("delete");

        assertThat(cache().delete(key)).as("never stored").isFalse();
        cache().set(key, new byte[0], LONG);
        assertThat(cache().delete(key)).as("present, though empty").isTrue();
        assertThat(cache().delete(key)).as("deleted").isFalse();
        assertThat(cache().get(key)).isNull();
        assertThat(harness().peer().get(key)).isNull();
    }

    /** Of many callers deleting one entry, exactly one is told that it was there. */
    @Test
    @Clause({"SET-4", "CON-1"})
    default void delete_byManyAtOnce_isToldToOne() {
        List<String> keys = Operations.keys(fresh("race"), 50);
        keys.forEach(key -> cache().set(key, bytes("v"), LONG));

        List<Long> deleted = Together.run(
                8, thread -> keys.stream().filter(key -> cache().delete(key)).count());

        assertThat(deleted.stream().mapToLong(Long::longValue).sum()).isEqualTo(50);
    }
}

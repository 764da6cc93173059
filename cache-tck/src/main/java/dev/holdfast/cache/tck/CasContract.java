package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Compare and set: gets, cas, and delete with a token. */
@NullUnmarked // a null where there must be none fails the test
public interface CasContract extends ContractTopic {
    /** Stored while unchanged, refused after another write, and told apart from a key that is gone. */
    @Test
    @Clause("CAS-1")
    default void cas_tellsUnchangedChangedAndMissing() {
        String key = fresh("cas");
        assertThat(cache().gets(key)).as("absent").isNull();
        cache().set(key, bytes("1"), LONG);
        Versioned seen = cache().gets(key);
        assertThat(seen.value()).isEqualTo(bytes("1"));

        assertThat(cache().cas(key, bytes("2"), seen.token(), LONG)).isEqualTo(CasOutcome.STORED);
        assertThat(cache().get(key)).isEqualTo(bytes("2"));
        assertThat(cache().cas(key, bytes("3"), seen.token(), LONG))
                .as("a used token")
                .isEqualTo(CasOutcome.CHANGED);
        assertThat(cache().get(key)).isEqualTo(bytes("2"));
        CasToken second = cache().gets(key).token();
        harness().peer().set(key, bytes("other"), LONG);
        assertThat(cache().cas(key, bytes("4"), second, LONG)).as("after a set").isEqualTo(CasOutcome.CHANGED);
        assertThat(cache().get(key)).isEqualTo(bytes("other"));
        CasToken third = cache().gets(key).token();
        cache().delete(key);
        assertThat(cache().cas(key, bytes("5"), third, LONG))
                .as("after a delete")
                .isEqualTo(CasOutcome.MISSING);
        assertThat(cache().get(key)).as("a refused cas stores nothing").isNull();
    }

    /** Every kind of write is a change: replace, cas, counting, delete and add. */
    @Test
    @Clause({"CAS-1", "CAS-2"})
    default void cas_afterForeignWrite_reportsChanged() {
        for (Map.Entry<String, Change> change : Map.<String, Change>of(
                        "set", key -> cache().set(key, bytes("2"), LONG),
                        "setAll", key -> cache().setAll(Map.of(key, bytes("2")), LONG),
                        "replace", key -> cache().replace(key, bytes("2"), LONG),
                        "cas",
                                key -> cache().cas(
                                                key,
                                                bytes("2"),
                                                cache().gets(key).token(),
                                                LONG),
                        "incr", key -> cache().incr(key, 1),
                        "decr", key -> cache().decr(key, 1),
                        "delete and add",
                                key -> {
                                    cache().delete(key);
                                    cache().add(key, bytes("2"), LONG);
                                })
                .entrySet()) {
            String key = fresh("changed");
            cache().set(key, bytes("1"), LONG);
            CasToken token = cache().gets(key).token();

            change.getValue().to(key);
            byte[] now = cache().get(key);

            assertThat(cache().cas(key, bytes("9"), token, LONG))
                    .as(change.getKey())
                    .isEqualTo(CasOutcome.CHANGED);
            assertThat(cache().delete(key, token)).as(change.getKey()).isEqualTo(CasOutcome.CHANGED);
            assertThat(cache().get(key)).as(change.getKey()).isEqualTo(now);
        }
    }

    /** A change of an entry. */
    @FunctionalInterface
    interface Change {
        /**
         * Changes it.
         *
         * @param key the key
         */
        void to(String key);
    }

    /** A rewrite with equal bytes is a change exactly where the cache says that it tells versions apart. */
    @Test
    @Clause("CAS-2")
    default void cas_afterRewriteWithEqualBytes_isAsDeclared() {
        boolean byVersion = cache().capabilities().contains(Capability.CAS_BY_VERSION);
        boolean byValue = cache().capabilities().contains(Capability.CAS_BY_VALUE);
        assertThat(byVersion).as("exactly one of the two is declared").isNotEqualTo(byValue);
        String key = fresh("equal");
        cache().set(key, bytes("same"), LONG);
        CasToken token = cache().gets(key).token();

        cache().set(key, bytes("same"), LONG);

        assertThat(cache().cas(key, bytes("new"), token, LONG))
                .isEqualTo(byVersion ? CasOutcome.CHANGED : CasOutcome.STORED);
    }

    /** Of many callers with one token exactly one stores. */
    @Test
    @Clause({"CAS-3", "CON-1"})
    default void cas_byManyWithOneToken_storesOnce() {
        for (int round = 0; round < 20; round++) {
            String key = fresh("race");
            cache().set(key, bytes("start"), LONG);
            CasToken token = cache().gets(key).token();

            List<CasOutcome> outcomes = Together.run(8, thread -> cache().cas(key, bytes("by " + thread), token, LONG));

            assertThat(outcomes).filteredOn(CasOutcome::applied).hasSize(1);
            assertThat(cache().get(key)).isEqualTo(bytes("by " + outcomes.indexOf(CasOutcome.STORED)));
        }
    }

    /** Many callers, through two caches, each reading, adding one and storing until stored, end with the exact sum. */
    @Test
    @Clause({"CAS-3", "CON-1"})
    default void cas_loopsOfMany_endWithTheExactSum() {
        String key = fresh("sum");
        cache().set(key, bytes("value 0"), LONG);

        Together.run(8, thread -> {
            DistributedCache mine = thread % 2 == 0 ? cache() : harness().peer();
            for (int i = 0; i < 50; i++) {
                CasOutcome outcome;
                do {
                    Versioned seen = mine.gets(key);
                    int next = Integer.parseInt(new String(seen.value(), UTF_8).substring(6)) + 1;
                    outcome = mine.cas(key, bytes("value " + next), seen.token(), LONG);
                } while (!outcome.applied());
            }
            return thread;
        });

        assertThat(cache().get(key)).isEqualTo(bytes("value 400"));
    }

    /** A token of another key, another cache, or of no cache at all is refused, and nothing is changed. */
    @Test
    @Clause("CAS-4")
    default void cas_withForeignToken_isRefused() {
        String key = fresh("mine");
        String other = fresh("other");
        cache().set(key, bytes("v"), LONG);
        cache().set(other, bytes("v"), LONG);
        try (DistributedCache another = harness().open(Map.of())) {
            another.set(key, bytes("v"), LONG);
            CasToken ofOtherKey = cache().gets(other).token();
            CasToken ofOtherCache = another.gets(key).token();
            for (CasToken foreign : List.of(ofOtherKey, ofOtherCache, new CasToken() {})) {
                assertThatThrownBy(() -> cache().cas(key, bytes("x"), foreign, LONG))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("token");
                assertThatThrownBy(() -> cache().delete(key, foreign)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThat(cache().get(key)).isEqualTo(bytes("v"));
    }

    /** A token from before the server lost its data never stores over what came since. */
    @Test
    @Clause("CAS-4")
    default void cas_withTokenFromBeforeARestart_neverStores() {
        if (!harness().faults().contains(Fault.RESTART_EMPTY)) {
            assertThat(harness().faults())
                    .as("a cache with a server can be restarted")
                    .isEmpty();
            return;
        }
        List<String> keys = Operations.keys(fresh("restart"), 20);
        keys.forEach(key -> cache().set(key, bytes("before"), LONG));
        Map<String, Versioned> before = cache().getsAll(keys);
        assertThat(before).hasSize(20);

        harness().cause(Fault.RESTART_EMPTY);
        try {
            Patiently.until(harness(), () -> {
                keys.forEach(key -> cache().set(key, bytes("after"), LONG));
                return true;
            });
            for (String key : keys) {
                CasOutcome outcome = Patiently.answer(
                        harness(),
                        () -> cache().cas(
                                        key,
                                        bytes("lost update"),
                                        before.get(key).token(),
                                        LONG));
                assertThat(outcome).isEqualTo(CasOutcome.CHANGED);
                assertThat(cache().get(key)).isEqualTo(bytes("after"));
            }
        } finally {
            harness().heal();
        }
    }

    /** Delete with a token removes what is unchanged only, once, whatever the number of callers. */
    @Test
    @Clause("CAS-5")
    default void delete_withToken_removesTheUnchangedOnly() {
        String key = fresh("delete");
        cache().set(key, bytes("1"), LONG);
        CasToken token = cache().gets(key).token();
        cache().set(key, bytes("2"), LONG);

        assertThat(cache().delete(key, token)).isEqualTo(CasOutcome.CHANGED);
        assertThat(cache().get(key)).isEqualTo(bytes("2"));
        CasToken fresh = cache().gets(key).token();
        List<CasOutcome> outcomes = Together.run(8, thread -> cache().delete(key, fresh));
        assertThat(outcomes).filteredOn(CasOutcome::applied).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> outcome == CasOutcome.MISSING)
                .hasSize(7);
        assertThat(cache().get(key)).isNull();
        assertThat(cache().delete(key, fresh)).isEqualTo(CasOutcome.MISSING);
    }
}

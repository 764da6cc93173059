package dev.holdfast.cache.tck.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Interleavings and History together find what is wrong with caches that each have one well-known fault. */
class PlantedFaultsTest {
    private static final byte[] V1 = {'1'};
    private static final byte[] V2 = {'2'};
    private static final Ttl TTL = Ttl.forever();

    /** Two processes on one store, in every order; the key is there before if so wanted. */
    private static long explore(
            boolean present,
            UnaryOperator<DistributedCache> process,
            Consumer<DistributedCache> first,
            Consumer<DistributedCache> second) {
        return Interleavings.all().explore(scene -> {
            MapCache map = new MapCache();
            if (present) {
                map.set("k", V1, TTL);
                scene.history().given("k", V1, TTL);
            }
            DistributedCache shared = scene.shared("map", map);
            DistributedCache a = scene.history().of("A", process.apply(shared));
            DistributedCache b = scene.history().of("B", process.apply(shared));
            scene.actor("A", () -> first.accept(a));
            scene.actor("B", () -> second.accept(b));
            scene.afterwards(() -> {
                scene.history().of("end", map).get("k");
                scene.history().check(EntryRules.strict());
            });
        });
    }

    private static FailedRun faultOf(
            boolean present,
            UnaryOperator<DistributedCache> process,
            Consumer<DistributedCache> first,
            Consumer<DistributedCache> second) {
        return assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> explore(present, process, first, second))
                .actual();
    }

    @Test
    void soundCache_anyTwoCalls_passes() {
        List<Consumer<DistributedCache>> calls = List.of(
                it -> it.set("k", V2, TTL),
                it -> it.add("k", V2, TTL),
                it -> it.delete("k"),
                it -> it.incr("k", 1),
                it -> it.decr("k", 1, 7, TTL),
                it -> it.getAll(List.of("k", "l")),
                it -> {
                    Versioned seen = it.gets("k");
                    if (seen != null) {
                        it.cas("k", V2, seen.token(), TTL);
                    }
                });

        for (Consumer<DistributedCache> first : calls) {
            for (Consumer<DistributedCache> second : calls) {
                assertThat(explore(true, UnaryOperator.identity(), first, second))
                        .isBetween(2L, 6L);
                assertThat(explore(false, UnaryOperator.identity(), first, second))
                        .isBetween(2L, 6L);
            }
        }
    }

    @Test
    void incrByGetAndSet_losesAnUpdate() {
        UnaryOperator<DistributedCache> process = shared -> new ForwardingCache(shared) {
            @Override
            public OptionalLong incr(String key, long delta) {
                long count = Long.parseLong(new String(get(key), UTF_8)) + delta;
                set(key, Long.toString(count).getBytes(UTF_8), TTL);
                return OptionalLong.of(count);
            }
        };

        FailedRun failed = faultOf(true, process, it -> it.incr("k", 1), it -> it.incr("k", 1));

        assertThat(failed).hasMessageContaining("incr 1 → 2").hasMessageContaining("so it would be 3");
    }

    @Test
    void addByGetAndSet_hasTwoWinners() {
        UnaryOperator<DistributedCache> process = shared -> new ForwardingCache(shared) {
            @Override
            public boolean add(String key, byte[] value, Ttl ttl) {
                boolean absent = get(key) == null;
                if (absent) {
                    set(key, value, ttl);
                }
                return absent;
            }
        };

        FailedRun failed = faultOf(false, process, it -> it.add("k", V1, TTL), it -> it.add("k", V2, TTL));

        assertThat(failed).hasMessageContaining("→ true, but the entry is");
    }

    @Test
    void casByCompareAndSet_storesTwiceByOneToken() {
        UnaryOperator<DistributedCache> process = shared -> new ForwardingCache(shared) {
            @Override
            public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                byte[] current = get(key);
                if (!Arrays.equals(current, (byte[]) ((MapCache.Token) token).entry())) {
                    return CasOutcome.CHANGED;
                }
                set(key, value, ttl);
                return CasOutcome.STORED;
            }
        };
        Consumer<DistributedCache> update = it -> it.cas("k", V2, it.gets("k").token(), TTL);

        assertThat(faultOf(true, process, update, update)).hasMessageContaining("→ STORED");
    }

    @Test
    void fillAfterRead_resurrectsADeletedValue() {
        UnaryOperator<DistributedCache> process = shared -> new ForwardingCache(shared) {
            @Override
            public byte[] get(String key) {
                byte[] found = super.get(key);
                if (found != null) {
                    super.set(key, found, TTL); // such as to move its expiry
                }
                return found;
            }
        };

        FailedRun failed = faultOf(true, process, it -> it.get("k"), it -> it.delete("k"));

        assertThat(failed).hasMessageContaining("end  get → '1', but there is no entry");
    }

    @Test
    void copyThatNobodyInvalidates_readsStale() {
        UnaryOperator<DistributedCache> process = shared -> new ForwardingCache(shared) {
            private final Map<String, byte[]> copies = new HashMap<>();

            @Override
            public byte[] get(String key) {
                return copies.computeIfAbsent(key, super::get);
            }
        };
        Consumer<DistributedCache> readTwice = it -> {
            it.get("k");
            it.ttl("k");
            it.get("k");
        };

        FailedRun failed = faultOf(true, process, readTwice, it -> it.set("k", V2, TTL));

        assertThat(failed).hasMessageContaining("A  get → '1', but the entry is '2'");
    }
}

package dev.holdfast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.holdfast.cache.observe.ObservedCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values with what is left of their time: composed, own, and through decorators. */
class TimedReadsTest {
    private static final byte[] VALUE = {7};

    /** A cache that answers {@code ttl} as told, or can't. */
    private static DistributedCache cache(@Nullable Ttl left, boolean canTell) {
        return new StubCache(call -> switch (call.method()) {
                    case "get" -> VALUE;
                    case "getAll" -> {
                        Map<String, byte[]> found = new LinkedHashMap<>();
                        ((Iterable<?>) call.arguments().get(0)).forEach(key -> found.put((String) key, VALUE));
                        yield found;
                    }
                    case "ttl" -> left;
                    case "capabilities" -> canTell ? Set.of(Capability.TTL_READ) : Set.of();
                    default -> null;
                })
                .cache();
    }

    /** A cache with timed reads of its own. */
    private static final class Timed extends ForwardingCache implements TimedReads {
        Timed() {
            super(cache(null, false));
        }

        @Override
        public @Nullable TimedValue getTimed(String key) {
            return key.endsWith("absent") ? null : new TimedValue(VALUE, Ttl.ofSeconds(key.length()));
        }

        @Override
        public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
            Map<String, TimedValue> found = new LinkedHashMap<>();
            keys.forEach(key -> {
                TimedValue one = getTimed(key);
                if (one != null) {
                    found.put(key, one);
                }
            });
            return found;
        }
    }

    @Test
    void of_aCacheWithoutThem_asksTwice() {
        TimedReads reads = TimedReads.of(cache(Ttl.ofSeconds(5), true));

        assertThat(reads.getTimed("k")).isEqualTo(new TimedValue(VALUE, Ttl.ofSeconds(5)));
        assertThat(reads.getAllTimed(List.of("b", "a")))
                .containsExactly(
                        Map.entry("b", new TimedValue(VALUE, Ttl.ofSeconds(5))),
                        Map.entry("a", new TimedValue(VALUE, Ttl.ofSeconds(5))));
    }

    @Test
    void getAllTimed_whoseTtlFails_asksNoFurtherAndTellsWhatWasFound() {
        CacheTimeoutException late = new CacheTimeoutException(
                FailedCall.unsent(Operation.TTL, "b", "x"), Outcome.NOT_APPLIED, "late", null);
        AtomicInteger asked = new AtomicInteger();
        DistributedCache failing = new ForwardingCache(cache(Ttl.ofSeconds(5), true)) {
            @Override
            public Ttl ttl(String key) {
                if (asked.incrementAndGet() == 2) {
                    throw late;
                }
                return Ttl.ofSeconds(5);
            }
        };

        assertThatExceptionOfType(BulkCacheException.class)
                .isThrownBy(() -> TimedReads.of(failing).getAllTimed(List.of("a", "b", "c")))
                .satisfies(e -> {
                    assertThat(e.found()).containsOnlyKeys("a", "b", "c");
                    assertThat(e.failures()).containsOnlyKeys("b", "c").containsValue(late);
                });
        assertThat(asked).hasValue(2);
    }

    @Test
    void of_anEntryGoneInBetween_isAbsent() {
        TimedReads reads = TimedReads.of(cache(null, true));

        assertThat(reads.getTimed("k")).isNull();
        assertThat(reads.getAllTimed(List.of("k"))).isEmpty();
    }

    @Test
    void of_aCacheThatCantTell_leavesTheTimeOut() {
        assertThat(TimedReads.of(cache(null, false)).getTimed("k")).isEqualTo(new TimedValue(VALUE, null));
    }

    @Test
    void of_aDecoratorThatKnowsNothingOfThem_goesThroughIt() {
        DistributedCache refusing = new ForwardingCache(new Timed()) {
            @Override
            public byte[] get(String key) {
                throw new IllegalStateException("read through the decorator");
            }
        };

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> TimedReads.of(refusing).getTimed("k"));
    }

    @Test
    void prefixed_addsThePrefixAndTakesItOff() {
        TimedReads reads = TimedReads.of(new Timed().namespaced("ns"));

        assertThat(reads.getTimed("k")).isEqualTo(new TimedValue(VALUE, Ttl.ofSeconds(4)));
        assertThat(reads.getAllTimed(List.of("k", "absent"))).containsOnlyKeys("k");
    }

    @Test
    void observed_isOneEventARead() {
        List<CacheEvent.Call> calls = new ArrayList<>();
        CacheObserver observer = new CacheObserver() {
            @Override
            public void on(CacheEvent event) {
                calls.add((CacheEvent.Call) event);
            }

            @Override
            public boolean inline() {
                return true;
            }
        };
        TimedReads reads = TimedReads.of(ObservedCache.of(new Timed(), observer));

        reads.getTimed("k");
        reads.getTimed("absent");
        reads.getAllTimed(List.of("k", "absent"));

        assertThat(calls)
                .extracting(CacheEvent.Call::operation)
                .containsExactly(Operation.GET, Operation.GET, Operation.GET_ALL);
        assertThat(calls)
                .extracting(CacheEvent.Call::result)
                .containsExactly(CacheEvent.Result.HIT, CacheEvent.Result.MISS, CacheEvent.Result.PARTIAL);
    }

    @Test
    void timedValue_comparesItsBytes_andShowsNone() {
        assertThat(new TimedValue(new byte[] {1}, null))
                .isEqualTo(new TimedValue(new byte[] {1}, null))
                .hasSameHashCodeAs(new TimedValue(new byte[] {1}, null))
                .isNotEqualTo(new TimedValue(new byte[] {2}, null))
                .isNotEqualTo(new TimedValue(new byte[] {1}, Ttl.forever()))
                .hasToString("TimedValue[1 bytes]");
        assertThatNullPointerException().isThrownBy(() -> new TimedValue(null, null));
    }
}

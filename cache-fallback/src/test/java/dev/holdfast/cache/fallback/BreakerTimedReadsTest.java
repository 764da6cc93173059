package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values with what is left of their time cost no more round trips through a breaker than below it. */
class BreakerTimedReadsTest {
    private static final List<String> KEYS =
            IntStream.range(0, 10).mapToObj(i -> "k" + i).toList();

    /** One round trip for any timed read, and one for each other; some keys it can be made to fail for. */
    private static final class OneTrip extends ForwardingCache implements TimedReads {
        private final TimedReads below;
        private int trips;
        private @Nullable String failing;
        private boolean isFailingFound;

        OneTrip(DistributedCache delegate) {
            super(delegate);
            below = TimedReads.of(delegate);
        }

        @Override
        public byte @Nullable [] get(String key) {
            trips++;
            return super.get(key);
        }

        @Override
        public Map<String, byte[]> getAll(Collection<String> keys) {
            trips++;
            return super.getAll(keys);
        }

        @Override
        public @Nullable Ttl ttl(String key) {
            trips++;
            return super.ttl(key);
        }

        @Override
        public @Nullable TimedValue getTimed(String key) {
            trips++;
            return below.getTimed(key);
        }

        @Override
        public Map<String, TimedValue> getAllTimed(Collection<String> keys) {
            trips++;
            if (failing != null) {
                Map<String, byte[]> found = new HashMap<>(delegate().getAll(keys));
                if (!isFailingFound) {
                    found.remove(failing);
                }
                CacheException away =
                        CacheUnavailableException.refused(FailedCall.unsent(Operation.GET_ALL, failing, null), "away");
                throw BulkCacheException.reading(
                        FailedCall.unsent(Operation.GET_ALL, null, null), found, Map.of(failing, away));
            }
            return below.getAllTimed(keys);
        }
    }

    private static OneTrip[] below(OutageStage[] stage, DegradedPolicy policy) {
        OneTrip[] below = new OneTrip[1];
        stage[0] = new OutageStage(null, policy, BreakerOptions.defaults(), remote -> below[0] = new OneTrip(remote));
        return below;
    }

    @Test
    void timedReads_areOneRoundTrip_andAreKeptAsCopies() {
        OutageStage[] made = new OutageStage[1];
        OneTrip below = below(
                made, DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build())[0];
        try (OutageStage stage = made[0]) {
            KEYS.forEach(key -> stage.server.set(key, bytes(key), LONG));
            TimedReads reads = TimedReads.of(stage.cache);

            assertThat(reads.getTimed("k3")).isEqualTo(new TimedValue(bytes("k3"), LONG));
            assertThat(below.trips).isOne();
            assertThat(reads.getTimed("absent")).isNull();
            assertThat(below.trips).isEqualTo(2);
            assertThat(reads.getAllTimed(KEYS))
                    .containsEntry("k7", new TimedValue(bytes("k7"), LONG))
                    .hasSize(10);
            assertThat(below.trips).isEqualTo(3);

            stage.fall();
            assertThat(reads.getTimed("k3")).isEqualTo(new TimedValue(bytes("k3"), Ttl.ofSeconds(30)));
            assertThat(reads.getAllTimed(KEYS).keySet()).containsExactlyElementsOf(KEYS);
        }
    }

    @Test
    void timedReadsThatFail_areAnsweredHere_keyByKey() {
        OutageStage[] made = new OutageStage[1];
        OneTrip below = below(
                made, DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build())[0];
        try (OutageStage stage = made[0]) {
            KEYS.forEach(key -> stage.cache.set(key, bytes(key), LONG));
            below.failing = "k3";
            Map<String, TimedValue> found = TimedReads.of(stage.cache).getAllTimed(KEYS);

            assertThat(found.keySet()).containsExactlyElementsOf(KEYS);
            assertThat(found).containsEntry("k3", new TimedValue(bytes("k3"), Ttl.ofSeconds(30)));
            assertThat(found).containsEntry("k7", new TimedValue(bytes("k7"), Ttl.ofMillis(1)));
        }
    }

    /** As where the value came, and the answer to what is left of it did not. */
    @Test
    void timedReads_ofAValueWhoseTimeIsUnknown_giveItAndNoOlderCopy() {
        OutageStage[] made = new OutageStage[1];
        OneTrip below = below(
                made, DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build())[0];
        try (OutageStage stage = made[0]) {
            stage.cache.set("k3", bytes("older"), LONG);
            stage.server.set("k3", bytes("fresh"), LONG);
            below.failing = "k3";
            below.isFailingFound = true;

            assertThat(TimedReads.of(stage.cache).getAllTimed(KEYS))
                    .containsEntry("k3", new TimedValue(bytes("fresh"), Ttl.ofMillis(1)));
        }
    }

    /** One that has them all by many round trips is not slow for that. */
    @Test
    void timedReads_ofARemoteCacheWithoutThem_areCallsOfTheirOwn() {
        try (OutageStage stage = new OutageStage()) {
            KEYS.forEach(key -> stage.server.set(key, bytes(key), LONG));
            stage.remote.inject(CallFault.delayAnswer(Duration.ofMillis(30)));

            for (int i = 0; i < 20; i++) {
                assertThat(TimedReads.of(stage.cache).getAllTimed(KEYS)).hasSize(KEYS.size());
            }

            assertThat(stage.cache.state()).isEqualTo(BreakerState.CLOSED);
        }
    }

    @Test
    void timedReads_thatMustFail_tellWhatWasFound() {
        OutageStage[] made = new OutageStage[1];
        OneTrip below =
                below(made, DegradedPolicy.builder().values(DegradedAnswer.FAIL).build())[0];
        try (OutageStage stage = made[0]) {
            KEYS.forEach(key -> stage.server.set(key, bytes(key), LONG));
            below.failing = "k3";
            assertThatThrownBy(() -> TimedReads.of(stage.cache).getAllTimed(KEYS))
                    .isInstanceOfSatisfying(BulkCacheException.class, e -> {
                        assertThat(e.found()).hasSize(9).containsEntry("k7", bytes("k7"));
                        assertThat(e.failures()).containsOnlyKeys("k3");
                    });
            stage.fall();
            assertThatThrownBy(() -> TimedReads.of(stage.cache).getTimed("k3"))
                    .isInstanceOf(CacheUnavailableException.class);
        }
    }
}

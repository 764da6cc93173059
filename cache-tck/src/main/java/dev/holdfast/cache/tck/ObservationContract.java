package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheEvent.Result;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.GuardedObserver;
import dev.holdfast.cache.observe.ObservedCache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Observation: one event a call, and no harm from observers. */
@NullUnmarked // a null where there must be none fails the test
public interface ObservationContract extends ContractTopic {
    /** Every operation gives exactly one event, with what came of it. */
    @Test
    @Clause("OBS-1")
    default void everyCall_givesExactlyOneEvent() {
        RecordingObserver seen = new RecordingObserver();
        DistributedCache observed = ObservedCache.of(cache(), seen);
        String key = fresh("observed");
        String absent = fresh("absent");

        observed.set(key, bytes("1"), LONG);
        seen.expect(Operation.SET, Result.STORED);
        observed.get(key);
        seen.expect(Operation.GET, Result.HIT);
        observed.get(absent);
        seen.expect(Operation.GET, Result.MISS);
        CasToken token = observed.gets(key).token();
        seen.expect(Operation.GETS, Result.HIT);
        observed.getAll(List.of(key, absent));
        seen.expect(Operation.GET_ALL, Result.PARTIAL);
        observed.getsAll(List.of(absent));
        seen.expect(Operation.GETS_ALL, Result.MISS);
        observed.add(key, bytes("2"), LONG);
        seen.expect(Operation.ADD, Result.NOT_STORED);
        observed.replace(absent, bytes("2"), LONG);
        seen.expect(Operation.REPLACE, Result.NOT_STORED);
        observed.cas(key, bytes("2"), token, LONG);
        seen.expect(Operation.CAS, Result.STORED);
        observed.cas(key, bytes("3"), token, LONG);
        seen.expect(Operation.CAS, Result.CHANGED);
        observed.incr(key, 1);
        seen.expect(Operation.INCR, Result.COUNTED);
        observed.decr(absent, 1);
        seen.expect(Operation.DECR, Result.MISSING);
        if (cache().capabilities().contains(Capability.TOUCH)) {
            observed.touch(key, LONG);
            seen.expect(Operation.TOUCH, Result.TOUCHED);
        }
        observed.delete(key, token);
        seen.expect(Operation.DELETE, Result.CHANGED);
        observed.delete(key);
        seen.expect(Operation.DELETE, Result.DELETED);
        observed.delete(key);
        seen.expect(Operation.DELETE, Result.MISSING);
        observed.setAll(Map.of(key, bytes("1")), LONG);
        seen.expect(Operation.SET_ALL, Result.STORED);
        observed.deleteAll(List.of(key));
        seen.expect(Operation.DELETE_ALL, Result.DONE);
        observed.ping();
        seen.expect(Operation.PING, Result.DONE);
        assertThatThrownBy(() -> observed.get("")).isInstanceOf(IllegalArgumentException.class);
        seen.expect(Operation.GET, Result.FAILED);
    }

    /** Keeps the events of this thread's calls, on this thread. */
    final class RecordingObserver implements CacheObserver {
        private final List<CacheEvent> events = Collections.synchronizedList(new ArrayList<>());

        private RecordingObserver() {}

        @Override
        public void on(CacheEvent event) {
            events.add(event);
        }

        @Override
        public boolean inline() {
            return true;
        }

        private void expect(Operation operation, Result result) {
            assertThat(events).as("events of %s", operation).hasSize(1);
            assertThat(events.get(0)).isInstanceOf(CacheEvent.Call.class);
            CacheEvent.Call call = (CacheEvent.Call) events.get(0);
            assertThat(call.operation()).isEqualTo(operation);
            assertThat(call.result()).as(operation.verb()).isEqualTo(result);
            assertThat(call.nanos()).isNotNegative();
            assertThat(call.endpoint()).isNotBlank();
            assertThat(call.error() == null).isEqualTo(result != Result.FAILED);
            events.clear();
        }
    }

    /** An observer that throws harms no call. */
    @Test
    @Clause("OBS-1")
    default void observer_thatThrows_harmsNoCall() {
        CacheObserver throwing = new CacheObserver() {
            @Override
            public void on(CacheEvent event) {
                throw new ThrownOnPurpose();
            }

            @Override
            public boolean inline() {
                return true;
            }
        };
        GuardedObserver guarded = GuardedObserver.around(throwing);
        DistributedCache observed = ObservedCache.of(cache(), guarded);
        String key = fresh("throwing");

        observed.set(key, bytes("v"), LONG);

        assertThat(observed.get(key)).isEqualTo(bytes("v"));
        assertThat(guarded.failures()).isEqualTo(2);
    }

    /** Has no stack trace: it would only fill the log of a green run. */
    final class ThrownOnPurpose extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private ThrownOnPurpose() {
            super("thrown on purpose, by the test", null, false, false);
        }
    }

    /** An observer that never comes back harms no call. */
    @Test
    @Clause("OBS-1")
    default void observer_thatHangs_harmsNoCall() {
        CountDownLatch never = new CountDownLatch(1);
        GuardedObserver guarded = GuardedObserver.around(event -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        DistributedCache observed = ObservedCache.of(cache(), guarded);
        String key = fresh("hanging");
        try {
            observed.set(key, bytes("v"), LONG);
            for (int i = 0; i < GuardedObserver.QUEUE_LENGTH + 10; i++) {
                assertThat(observed.get(key)).isEqualTo(bytes("v"));
            }
            assertThat(guarded.dropped())
                    .as("what it can't keep up with is dropped and counted")
                    .isPositive();
        } finally {
            never.countDown();
            guarded.close();
        }
    }

    /** The built-in figures add up. */
    @Test
    @Clause("OBS-1")
    default void stats_ofManyThreads_addUp() {
        CacheStats stats = new CacheStats();
        DistributedCache observed = ObservedCache.of(cache(), stats);
        String key = fresh("stats");
        observed.set(key, bytes("v"), LONG);

        Together.run(8, thread -> {
            for (int i = 0; i < 50; i++) {
                observed.get(key);
                observed.getAll(List.of(key, key + ":absent"));
            }
            return thread;
        });

        assertThat(stats.calls(Operation.GET)).isEqualTo(400);
        assertThat(stats.calls(Operation.GET_ALL)).isEqualTo(400);
        assertThat(stats.hits()).isEqualTo(800);
        assertThat(stats.misses()).isEqualTo(400);
        assertThat(stats.errors()).isZero();
        assertThat(stats.latency(Operation.GET, 0.5)).isPositive();
    }
}

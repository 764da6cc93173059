package dev.holdfast.cache.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheEvent.Result;
import dev.holdfast.cache.Operation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CacheStatsTest {
    private final CacheStats stats = new CacheStats();

    private void call(Operation operation, int keys, int hits, Result result) {
        stats.on(new CacheEvent.Call(operation, null, keys, hits, result, 100, "local:", null));
    }

    @Test
    void reads_countEachKey() {
        call(Operation.GET, 1, 1, Result.HIT);
        call(Operation.GET, 1, 0, Result.MISS);
        call(Operation.GETS, 1, 1, Result.HIT);
        call(Operation.GET_ALL, 10, 4, Result.PARTIAL);
        call(Operation.GETS_ALL, 5, 5, Result.HIT);
        call(Operation.GET_AND_TOUCH, 1, 1, Result.HIT);
        call(Operation.GET_AND_TOUCH, 1, 0, Result.MISS);

        assertThat(stats.hits()).isEqualTo(12);
        assertThat(stats.misses()).isEqualTo(8);
        assertThat(stats.hitRatio()).isEqualTo(0.6);
        assertThat(stats.errors()).isZero();
        assertThat(stats).hasToString("hits 12, misses 8 (60.0 %), errors 0");
    }

    @ParameterizedTest
    @EnumSource(names = {"SET", "SET_ALL", "ADD", "REPLACE", "CAS", "DELETE", "DELETE_ALL", "INCR", "DECR", "TOUCH"})
    void writes_areNeitherHitsNorMisses(Operation operation) {
        call(operation, 3, 0, Result.STORED);

        assertThat(stats.hits()).isZero();
        assertThat(stats.misses()).isZero();
        assertThat(stats.calls(operation)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void failures_areErrorsAlone(Operation operation) {
        call(operation, 3, 0, Result.FAILED);

        assertThat(stats.errors()).isEqualTo(1);
        assertThat(stats.hits() + stats.misses()).isZero();
        assertThat(stats.calls(operation)).isEqualTo(1);
    }

    @Test
    void pings_areNotReadsOfKeys() {
        call(Operation.PING, 0, 0, Result.DONE);

        assertThat(stats.hits() + stats.misses()).isZero();
        assertThat(stats.hitRatio()).isZero();
    }

    @Test
    void otherEvents_areCountedByKind() {
        stats.on(new CacheEvent.Undecodable("k", "local:", CacheCodecException.decoding("no text", null)));
        stats.on(new CacheEvent.StateMoved("breaker", "local:", "closed", "open", "5 failures"));
        stats.on(new CacheEvent.StateMoved("breaker", "local:", "open", "closed", "3 answers"));

        assertThat(stats.undecodable()).isEqualTo(1);
        assertThat(stats.stateMoves()).isEqualTo(2);
        assertThat(stats.misses() + stats.hits() + stats.errors()).isZero();
    }

    @Test
    void latency_isOfOneOperation() {
        call(Operation.GET, 1, 1, Result.HIT);

        assertThat(stats.latency(Operation.GET, 0.5)).isEqualTo(Duration.ofNanos(112));
        assertThat(stats.latency(Operation.SET, 0.5)).isZero();
        assertThat(stats.calls(Operation.SET)).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> stats.latency(Operation.GET, 50));
        assertThatNullPointerException().isThrownBy(() -> stats.latency(null, 0.5));
        assertThatNullPointerException().isThrownBy(() -> stats.calls(null));
    }
}

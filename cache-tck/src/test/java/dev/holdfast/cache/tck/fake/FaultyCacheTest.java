package dev.holdfast.cache.tck.fake;

import static dev.holdfast.cache.tck.fake.CallFault.delayAnswer;
import static dev.holdfast.cache.tck.fake.CallFault.delayRequest;
import static dev.holdfast.cache.tck.fake.CallFault.failBefore;
import static dev.holdfast.cache.tck.fake.CallFault.hang;
import static dev.holdfast.cache.tck.fake.CallFault.hangAfterApplying;
import static dev.holdfast.cache.tck.fake.CallFault.loseAnswer;
import static dev.holdfast.cache.tck.fake.CallFault.pass;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Capability;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.UnsupportedCacheOperationException;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultyCacheTest {
    private static final Ttl TTL = Ttl.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private final MapCache map = new MapCache();
    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final FaultyCache cache = new FaultyCache(map, FaultPlan.none(), TIMEOUT, Sleeper.advancing(ticker));

    private static <E extends CacheException> E failure(Class<E> type, Runnable call) {
        return catchThrowableOfType(type, call::run);
    }

    private Duration passed(Runnable call) {
        long start = ticker.getAsLong();
        call.run();
        return Duration.ofNanos(ticker.getAsLong() - start);
    }

    @Test
    void none_everyCall_passesUnchanged() {
        cache.set("a", new byte[] {1}, TTL);
        Versioned versioned = cache.gets("a");

        assertThat(cache.get("a")).containsExactly(1);
        assertThat(cache.cas("a", new byte[] {2}, versioned.token(), TTL)).isEqualTo(CasOutcome.STORED);
        assertThat(cache.getAll(List.of("a", "b", "a"))).containsOnlyKeys("a");
        assertThat(cache.ttl("a")).isEqualTo(Ttl.forever());
        assertThat(cache.counts().calls()).isEqualTo(6);
        assertThat(cache.counts().faulted()).isZero();
    }

    @Test
    void failBefore_write_isCertainlyNotApplied() {
        cache.inject(failBefore());

        CacheUnavailableException e =
                failure(CacheUnavailableException.class, () -> cache.set("a", new byte[] {1}, TTL));

        assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(e.call().operation()).isEqualTo(Operation.SET);
        assertThat(e.call().key()).isEqualTo("a");
        assertThat(e.call().endpoint()).isEqualTo("map:");
        assertThat(e).hasMessageContaining("fail before");
        assertThat(map.reached).hasValue(0);
    }

    @Test
    void loseAnswer_write_isAppliedOnceAndUnknown() {
        cache.set("n", new byte[] {'4'}, TTL);
        cache.inject(loseAnswer());

        CacheUnavailableException e = failure(CacheUnavailableException.class, () -> cache.incr("n", 1));

        assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(map.text("n")).isEqualTo("5");
    }

    @Test
    void loseAnswer_read_isNotApplied() {
        cache.inject(loseAnswer());

        CacheUnavailableException e = failure(CacheUnavailableException.class, () -> cache.get("a"));

        assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(map.reached).hasValue(1);
    }

    @Test
    void loseAnswer_ofAFailure_isLostToo() {
        cache.set("a", new byte[] {'x'}, TTL);
        cache.inject(loseAnswer());

        CacheUnavailableException e = failure(CacheUnavailableException.class, () -> cache.incr("a", 1));

        assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void loseAnswer_ofGetAndTouch_isUnknownForItMovesTheTtl() {
        cache.inject(loseAnswer());

        assertThat(failure(CacheUnavailableException.class, () -> cache.getAndTouch("a", TTL))
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void delay_shorterThanTheTimeout_passesAfterIt() {
        cache.inject(delayRequest(Duration.ofMillis(249)));
        Duration request = passed(() -> cache.set("a", new byte[] {1}, TTL));
        cache.inject(delayAnswer(Duration.ofMillis(249)));
        Duration answer = passed(() -> assertThat(cache.get("a")).containsExactly(1));

        assertThat(List.of(request, answer)).containsOnly(Duration.ofMillis(249));
        assertThat(cache.counts().faultedFraction()).isEqualTo(1.0);
    }

    @Test
    void delayAnswer_ofAFailure_throwsItAfterTheDelay() {
        cache.set("a", new byte[] {'x'}, TTL);
        cache.inject(delayAnswer(Duration.ofMillis(100)));

        Duration passed = passed(
                () -> assertThatExceptionOfType(NotACounterException.class).isThrownBy(() -> cache.incr("a", 1)));

        assertThat(passed).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void delayRequest_ofTheTimeout_endsThereUnapplied() {
        cache.inject(delayRequest(TIMEOUT));

        Duration passed = passed(() -> {
            CacheTimeoutException e = failure(CacheTimeoutException.class, () -> cache.set("a", new byte[] {1}, TTL));
            assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(e.call().elapsed()).isEqualTo(TIMEOUT);
        });

        assertThat(passed).isEqualTo(TIMEOUT);
        assertThat(map.reached).hasValue(0);
    }

    @Test
    void delayAnswer_beyondTheTimeout_endsThereApplied() {
        cache.inject(delayAnswer(Duration.ofHours(1)));

        Duration passed = passed(() -> assertThat(failure(
                                CacheTimeoutException.class, () -> cache.add("a", new byte[] {'1'}, TTL))
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN));

        assertThat(passed).isEqualTo(TIMEOUT);
        assertThat(map.text("a")).isEqualTo("1");
    }

    @Test
    void hang_readAndWrite_endWithTheTimeoutUnapplied() {
        cache.inject(hang());

        CacheTimeoutException read = failure(CacheTimeoutException.class, () -> cache.getAll(List.of("a")));
        CacheTimeoutException write = failure(CacheTimeoutException.class, () -> cache.deleteAll(List.of("a")));

        assertThat(read.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(write.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(List.of(read.call().elapsed(), write.call().elapsed())).containsOnly(TIMEOUT);
        assertThat(map.reached).hasValue(0);
    }

    @Test
    void hangAfterApplying_write_isApplied() {
        cache.inject(hangAfterApplying());

        CacheTimeoutException e = failure(CacheTimeoutException.class, () -> cache.incr("n", 1, 7, TTL));

        assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(map.text("n")).isEqualTo("7");
    }

    @Test
    void heal_afterAFault_passesAgain() {
        cache.inject(failBefore());
        failure(CacheUnavailableException.class, cache::ping);

        cache.heal();

        cache.ping();
        assertThat(map.reached).hasValue(1);
    }

    @Test
    void follow_script_isPlayedInTheOrderOfTheCalls() {
        cache.follow(FaultPlan.script().next(failBefore()).next(pass()).next(hang()));

        assertThat(failure(CacheUnavailableException.class, () -> cache.get("a")))
                .isNotNull();
        assertThat(cache.get("a")).isNull();
        assertThat(failure(CacheTimeoutException.class, () -> cache.get("a"))).isNotNull();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.counts().calls(Operation.GET)).isEqualTo(4);
        assertThat(cache.counts().faulted(Operation.GET)).isEqualTo(2);
        assertThat(cache.counts().faultedFraction()).isEqualTo(0.5);
        assertThat(cache.counts()).hasToString("2 of 4 calls met a fault");
    }

    @Test
    void anyFault_invalidArguments_areRefusedBeforeIt() {
        cache.inject(failBefore());
        Versioned versioned = new Versioned(new byte[0], new MapCache.Token("none"));

        assertThatIllegalArgumentException().isThrownBy(() -> cache.get(""));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.getAll(List.of("a", "\ud800")));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.incr("n", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.decr("n", -1));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.incr("n", 1, -1, TTL));
        assertThatNullPointerException().isThrownBy(() -> cache.set("a", null, TTL));
        assertThatNullPointerException().isThrownBy(() -> cache.replace("a", new byte[0], null));
        assertThatNullPointerException().isThrownBy(() -> cache.cas("a", new byte[0], null, TTL));
        assertThatNullPointerException().isThrownBy(() -> cache.cas("a", null, versioned.token(), TTL));
        assertThatNullPointerException().isThrownBy(() -> cache.delete("a", null));
        assertThatNullPointerException().isThrownBy(() -> cache.decr("n", 1, 1, null));
        assertThatNullPointerException().isThrownBy(() -> cache.touch("a", null));
        assertThatNullPointerException().isThrownBy(() -> cache.getAndTouch("a", null));
        assertThatNullPointerException().isThrownBy(() -> cache.setAll(Map.of("a", new byte[0]), null));
        assertThatNullPointerException().isThrownBy(() -> cache.ttl(null));
        assertThat(cache.counts().calls()).isZero();
    }

    @Test
    void anyFault_missingCapability_isRefusedBeforeIt() {
        map.without(Capability.TTL_READ);
        cache.inject(failBefore());

        assertThatExceptionOfType(UnsupportedCacheOperationException.class).isThrownBy(() -> cache.ttl("a"));
    }

    @Test
    void anyFault_bulkCallsWithoutKeys_passUncounted() {
        cache.inject(failBefore());

        assertThat(cache.getAll(List.of())).isEmpty();
        assertThat(cache.getsAll(Set.of())).isEmpty();
        cache.setAll(Map.of(), TTL);
        cache.deleteAll(List.of());

        assertThat(cache.counts().calls()).isZero();
    }

    @Test
    void close_underAnyFault_closesTheCacheBelow() {
        cache.inject(failBefore());

        cache.close();
        cache.close();

        assertThatIllegalStateException().isThrownBy(() -> cache.get("a"));
        assertThatIllegalStateException().isThrownBy(() -> cache.getAll(List.of()));
        assertThatIllegalStateException().isThrownBy(cache::ping);
        assertThatIllegalStateException().isThrownBy(() -> map.get("a"));
    }

    @Test
    void timeout_notPositive_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FaultyCache(map, FaultPlan.none(), Duration.ZERO, Sleeper.real()));
    }

    @Test
    void unwrap_throughANamespace_findsTheFaults() {
        DistributedCache users = cache.namespaced("users");

        users.unwrap(FaultyCache.class).inject(failBefore());

        assertThat(failure(CacheUnavailableException.class, () -> users.get("a"))
                        .call()
                        .key())
                .isEqualTo("users:a");
        assertThat(cache).hasToString("map:");
    }
}

package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Cache;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerCacheDriverTest {
    @Test
    void open_standsAboveTheRemoteCache() {
        try (DistributedCache cache = Caches.open("breaker:local:far")) {
            cache.set("k", bytes("v"), LONG);

            assertThat(cache).hasToString("breaker:local:far").isInstanceOf(CircuitBreakerCache.class);
            assertThat(cache.unwrap(CircuitBreakerCache.class).state()).isEqualTo(BreakerState.CLOSED);
            assertThat(cache.unwrap(Cache.class).estimatedSize())
                    .as("of the remote cache")
                    .isOne();
            assertThat(cache.namespaced("a").unwrap(CircuitBreakerCache.class)).isSameAs(cache);
        }
    }

    @Test
    void open_withAllParameters_takesThem() {
        String url = "breaker:[local:far]|[local:near?maxEntries=10]?failures=7&window=40&minimumCalls=20"
                + "&failurePercent=60&slowPercent=70&slowCall=20ms&trialWait=2s&maxTrialWait=5s&trials=2&values=fail"
                + "&conditionals=local&counters=local&reconciliation=replay&warm=true&staleness=5s&journalKeys=9";
        try (DistributedCache cache = Caches.open(url)) {
            CircuitBreakerCache breaker = cache.unwrap(CircuitBreakerCache.class);
            assertThat(breaker.recovery().options())
                    .isEqualTo(new BreakerOptions(
                            7, 40, 20, 60, 70, Duration.ofMillis(20), Duration.ofSeconds(2), Duration.ofSeconds(5), 2));
            assertThat(breaker.policy())
                    .isEqualTo(new DegradedPolicy(
                            DegradedAnswer.FAIL,
                            DegradedAnswer.LOCAL,
                            DegradedAnswer.LOCAL,
                            DegradedReconciliation.REPLAY,
                            true,
                            Duration.ofSeconds(5),
                            9));
        }
    }

    @Test
    void slowCall_isFourFifthsOfTheRemoteCachesTimeout() {
        try (DistributedCache cache = Caches.open("breaker:[local:far?timeout=100ms]?timeout=1s");
                DistributedCache outer = Caches.open("breaker:[local:far]?timeout=50ms")) {
            assertThat(cache.unwrap(CircuitBreakerCache.class)
                            .recovery()
                            .options()
                            .slowCall())
                    .isEqualTo(Duration.ofMillis(80));
            assertThat(outer.unwrap(CircuitBreakerCache.class)
                            .recovery()
                            .options()
                            .slowCall())
                    .isEqualTo(Duration.ofMillis(40));
        }
    }

    @Test
    void open_withBadParameters_namesThemAll() {
        assertThatThrownBy(() -> Caches.open(
                        "breaker:[local:a]|[local:b]|[local:c]?failures=0&windo=5&maxTrialWait=1ms&values=maybe"))
                .isInstanceOfSatisfying(
                        CacheConfigurationException.class,
                        refused -> assertThat(refused.problems())
                                .hasSize(5)
                                .anySatisfy(problem -> assertThat(problem).contains("breaker:redis://host|local:"))
                                .anySatisfy(problem -> assertThat(problem).contains("failures must be"))
                                .anySatisfy(problem -> assertThat(problem).contains("windo, did you mean window?"))
                                .anySatisfy(problem -> assertThat(problem).contains("maxTrialWait must be from 1s"))
                                .anySatisfy(
                                        problem -> assertThat(problem).contains("values must be one of local, fail")));
        assertThatThrownBy(() -> Caches.open("breaker:")).isInstanceOf(CacheConfigurationException.class);
    }

    @Test
    void commonParameters_holdForTheMembers_unlessTheyHaveTheirOwn() {
        try (DistributedCache outer = Caches.open("breaker:[local:far]?maxValueBytes=10");
                DistributedCache own = Caches.open("breaker:[local:far?maxValueBytes=20]?maxValueBytes=10")) {
            assertThatThrownBy(() -> outer.set("k", new byte[11], LONG)).isInstanceOf(CacheRejectedException.class);
            own.set("k", new byte[20], LONG);
            assertThatThrownBy(() -> own.set("k", new byte[21], LONG)).isInstanceOf(CacheRejectedException.class);
        }
    }

    @Test
    void options_outOfBounds_areNamedTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BreakerOptions.builder()
                        .consecutiveFailures(0)
                        .window(5, 6)
                        .failurePercent(101)
                        .slowCall(Duration.ZERO)
                        .trialWait(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .trials(0)
                        .build())
                .withMessageContaining("consecutiveFailures must be from 1")
                .withMessageContaining("minimumCalls must be from 1 to 5, not 6")
                .withMessageContaining("failurePercent")
                .withMessageContaining("slowCall")
                .withMessageContaining("maxTrialWait")
                .withMessageContaining("trials");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DegradedPolicy.builder()
                        .warm(Duration.ZERO)
                        .journalKeys(0)
                        .build())
                .withMessageContaining("staleness")
                .withMessageContaining("journalKeys");
    }
}

package dev.holdfast.it.fallback;

import static dev.holdfast.it.fallback.MovingCaches.bytes;
import static dev.holdfast.it.fallback.MovingCaches.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheTransientException;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.fallback.NewFailure;
import dev.holdfast.cache.fallback.OldFailure;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees when one of the two servers is gone, in each phase: the table of docs/migration.md. */
class ServerKilledTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private static void awaitUntil(ThrowingRunnable holds) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(CacheTransientException.class)
                .untilAsserted(holds);
    }

    private static void awaitRepair(FallbackCache cache) {
        awaitUntil(() -> assertThat(cache.report().awaitingRepair()).isZero());
    }

    @ParameterizedTest
    @CsvSource({"MIRROR, true", "FALLBACK, true", "MIRROR, false", "FALLBACK, false"})
    void newKilled_whileOldHoldsTheTruth_isNobodysBusiness(MigrationPhase phase, boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache = servers.migration().phase(phase).build()) {
            cache.set("k", bytes("1"), HOUR);
            cache.get("k"); // in FALLBACK copied

            servers.killNew();
            assertThat(text(cache.get("k"))).isEqualTo("1");
            cache.set("k", bytes("41"), HOUR);
            assertThat(cache.incr("k", 1)).hasValue(42);
            assertThat(text(cache.get("k"))).isEqualTo("42");
            assertThat(cache.report().awaitingRepair()).isEqualTo(1);

            servers.restartNew();
            awaitRepair(cache);
            assertThat(text(cache.get("k"))).isEqualTo("42");
            assertThat(cache.report().repaired()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newKilled_inOldOnly_isNotNoticed(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache =
                        servers.migration().phase(MigrationPhase.OLD_ONLY).build()) {
            servers.killNew();

            cache.set("k", bytes("v"), HOUR);

            assertThat(text(cache.get("k"))).isEqualTo("v");
            assertThat(cache.report().newFailures()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"DRAIN, true", "NEW_ONLY, true", "DRAIN, false", "NEW_ONLY, false"})
    void newKilled_whileItHoldsTheTruth_isTheCallersError(MigrationPhase phase, boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache = servers.migration().phase(phase).build()) {
            cache.set("k", bytes("v"), HOUR);

            servers.killNew();
            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheTransientException.class);
            assertThatThrownBy(() -> cache.set("k", bytes("w"), HOUR)).isInstanceOf(CacheTransientException.class);

            servers.restartNew();
            awaitUntil(() -> cache.set("k", bytes("x"), HOUR));
            awaitUntil(() -> assertThat(text(cache.get("k"))).isEqualTo("x"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void newKilled_inDrainWithReadOld_isAnsweredByOldWhereItHoldsTheTruth(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache =
                        servers.migration().newFailure(NewFailure.READ_OLD).build()) {
            servers.onOld().set("k", bytes("v"), HOUR);

            servers.killNew();

            assertThat(text(cache.get("k"))).isEqualTo("v");
            assertThatThrownBy(() -> cache.set("k", bytes("w"), HOUR)).isInstanceOf(CacheTransientException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OLD_ONLY, true",
        "MIRROR, true",
        "FALLBACK, true",
        "OLD_ONLY, false",
        "MIRROR, false",
        "FALLBACK, false"
    })
    void oldKilled_whileItHoldsTheTruth_isTheCallersError(MigrationPhase phase, boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache = servers.migration().phase(phase).build()) {
            cache.set("k", bytes("v"), HOUR);

            servers.killOld();

            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheTransientException.class);
            assertThatThrownBy(() -> cache.set("k", bytes("w"), HOUR)).isInstanceOf(CacheTransientException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oldKilled_inFallback_leavesTheCopies(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache = servers.migration()
                        .phase(MigrationPhase.FALLBACK)
                        .executor(Runnable::run)
                        .build()) {
            cache.set("k", bytes("v"), HOUR);
            cache.get("k");

            servers.killOld();

            assertThat(text(cache.get("k"))).isEqualTo("v");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oldHangs_inDrain_countsAsAbsentAndNothingOfItComesBack(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache = servers.migration().build()) {
            servers.onOld().set("moved", bytes("v"), HOUR);
            servers.onOld().set("left", bytes("v"), HOUR);
            servers.onOld().set("written", bytes("older"), HOUR);
            cache.gets("moved");

            servers.hangOld();
            assertThat(text(cache.get("moved"))).isEqualTo("v");
            assertThat(cache.get("left")).isNull();
            assertThat(cache.report().oldFailures()).isPositive();
            cache.set("written", bytes("newer"), HOUR);
            assertThat(cache.delete("written")).isTrue();
            assertThat(cache.report().awaitingRepair()).isEqualTo(1);

            servers.resumeOld();
            awaitRepair(cache);
            assertThat(cache.get("written")).isNull();
            awaitUntil(() -> assertThat(text(cache.get("left"))).isEqualTo("v"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oldKilled_inDrainAsError_reachesTheCallerForWhatMayBeInOld(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache =
                        servers.migration().oldFailure(OldFailure.ERROR).build()) {
            cache.set("k", bytes("v"), HOUR);

            servers.killOld();

            assertThat(text(cache.get("k"))).isEqualTo("v");
            assertThatThrownBy(() -> cache.add("lock", bytes("mine"), HOUR))
                    .isInstanceOf(CacheTransientException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oldKilled_inNewOnly_isNotNoticed(boolean redisIsNew) {
        try (TwoServers servers = new TwoServers(redisIsNew);
                FallbackCache cache =
                        servers.migration().phase(MigrationPhase.NEW_ONLY).build()) {
            servers.killOld();

            cache.set("k", bytes("v"), HOUR);

            assertThat(text(cache.get("k"))).isEqualTo("v");
            assertThat(cache.report().oldFailures()).isZero();
        }
    }
}

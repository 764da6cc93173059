package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Versioned;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many keys were written in old while new was away, or a server of it. */
class RepairsTest {
    private static final int MANY = 1_000;

    private final Servers newServers = new Servers(Caches.open("local:"));
    private final Counted newSide = new Counted(newServers);
    private final DistributedCache oldSide = Caches.open("local:");
    private final FallbackCache cache = FallbackCache.builder(newSide.cache(), oldSide)
            .phases(PhaseSource.fixed(MigrationPhase.FALLBACK))
            .executor(Runnable::run)
            .build();

    /** Servers of which some are away, with the keys that they hold. */
    private static final class Servers extends ForwardingCache {
        private Predicate<String> isAway = key -> false;

        private Servers(DistributedCache cache) {
            super(cache);
        }

        private static CacheException away(Operation operation, String key) {
            return new CacheUnavailableException(
                    FailedCall.unsent(operation, key, "new"), Outcome.NOT_APPLIED, "away", null);
        }

        @Override
        public Versioned gets(String key) {
            if (isAway.test(key)) {
                throw away(Operation.GETS, key);
            }
            return super.gets(key);
        }

        @Override
        public Map<String, Versioned> getsAll(Collection<String> keys) {
            Map<String, CacheException> failures = new HashMap<>();
            keys.stream().filter(isAway).forEach(key -> failures.put(key, away(Operation.GETS_ALL, key)));
            Map<String, Versioned> found =
                    super.getsAll(keys.stream().filter(isAway.negate()).toList());
            if (!failures.isEmpty()) {
                throw BulkCacheException.readingVersioned(
                        FailedCall.unsent(Operation.GETS_ALL, null, "new"), found, failures);
            }
            return found;
        }
    }

    private static List<String> keys(String server) {
        return IntStream.range(0, MANY).mapToObj(i -> server + ":" + i).toList();
    }

    private void writeWhileAway(List<String> keys) {
        newServers.isAway = key -> true;
        keys.forEach(key -> cache.set(key, bytes("2"), HOUR));
        newServers.isAway = key -> false;
        assertThat(cache.report().awaitingRepair()).isEqualTo(keys.size());
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void manyKeys_areRepaired_inAFewRoundTrips() {
        writeWhileAway(keys("a"));
        int before = newSide.calls();

        assertThat(cache.repair()).isZero();

        assertThat(newSide.calls() - before).isLessThan(MANY / 20);
    }

    @Test
    void copies_areTakenAway_andNothingElse() {
        List<String> copied = keys("a").subList(0, 200);
        copied.forEach(key -> oldSide.set(key, bytes("1"), HOUR));
        copied.forEach(cache::get);
        newServers.set("owned", bytes("in its own right"), HOUR);
        assertThat(newServers.getAll(copied)).hasSize(200);
        writeWhileAway(Stream.concat(copied.stream(), Stream.of("owned")).toList());
        int before = newSide.calls();

        assertThat(cache.repair()).isZero();

        assertThat(newSide.calls() - before).as("each is looked at once").isLessThan(copied.size() + 10);
        assertThat(newServers.getAll(copied)).isEmpty();
        assertThat(newServers.get("owned")).isEqualTo(bytes("in its own right"));
        assertThat(cache.get(copied.get(0))).isEqualTo(bytes("2"));
    }

    @Test
    void keysOfAServerThatIsAway_keepNoOthersWaiting() {
        writeWhileAway(
                Stream.concat(keys("away").stream(), keys("back").stream()).toList());
        newServers.isAway = key -> key.startsWith("away");

        IntStream.range(0, MANY).forEach(i -> cache.repair());

        assertThat(cache.report().awaitingRepair()).isEqualTo(MANY);
        newServers.isAway = key -> false;
        assertThat(cache.repair()).isZero();
    }
}

package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.observe.CacheStats;
import dev.holdfast.cache.observe.ObservedCache;
import dev.holdfast.cache.recipes.aside.AsideEntry;
import dev.holdfast.cache.recipes.aside.BulkResult;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several processes on one cache. */
public interface FleetContract extends AsideTopic {
    /** How long the fleet waits for a process that died. */
    Duration LEASE = Duration.ofMillis(500);

    /** The fleet loads once. */
    @Test
    @Restates("FusionCache, docs/DistributedStampede.md: one factory among all nodes, which then read what it stored")
    default void get_twoProcesses_loadOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold();
            Future<String> loading = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<AsideEntry<String>> waiting = stage.async(() -> peer.getEntry(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> peer.figures().leaseWaits() == 1);

            stage.loader.release();
            assertThat(Stage.result(loading)).isEqualTo(stage.key + "#1");
            stage.advanceUntil("it has looked again", waiting::isDone);

            assertThat(Stage.result(waiting).value()).isEqualTo(stage.key + "#1");
            assertThat(Stage.result(waiting).source()).isEqualTo(Source.HIT);
            assertThat(stage.loader.calls()).isEqualTo(1);
        }
    }

    /** A process that died is waited for no longer than its lease. */
    @Test
    default void get_theHolderDied_costsOneLease() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> dying = stage.open(options -> options.leaseTtl(LEASE));
            CacheAside<String> peer = stage.openPeer(options -> options.leaseTtl(LEASE));
            stage.loader.hold();
            Future<String> lost = stage.async(() -> dying.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            dying.close();
            Stage.failure(lost);
            stage.loader.release();
            Future<String> waiting = stage.async(() -> peer.get(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> peer.figures().leaseWaits() == 1);

            harness().advance(LEASE.plus(harness().expiryResolution()));
            stage.advanceUntil("it has looked again", waiting::isDone);

            assertThat(Stage.result(waiting)).isEqualTo(stage.key + "#2");
        }
    }

    /** A process that lives keeps its lease. */
    @Test
    default void get_theLoadIsLongerThanTheLease_itIsRenewed() {
        try (Stage stage = new Stage(harness())) {
            Duration lease = LEASE.multipliedBy(3); // of a store whose time is real: a machine may pause
            CacheAside<String> aside =
                    stage.open(options -> options.leaseTtl(lease).executor(Runnable::run)); // renews as time advances
            CacheAside<String> peer =
                    stage.openPeer(options -> options.leaseTtl(lease).leaseWait(Duration.ofHours(1)));
            stage.loader.hold();
            Future<String> loading = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> waiting = stage.async(() -> peer.get(stage.key, stage.loader));
            Duration bound = lease.plus(harness().expiryResolution()).multipliedBy(2);
            Duration step = lease.dividedBy(3).plusMillis(1);

            for (Duration passed = Duration.ZERO; passed.compareTo(bound) < 0; passed = passed.plus(step)) {
                harness().advance(step.minusMillis(20));
                stage.time.advance(step);
            }

            assertThat(stage.loader.calls()).isEqualTo(1);
            assertThat(waiting).isNotDone();
            stage.loader.release();
            String loaded = Stage.result(loading); // before time goes on: it takes none
            stage.advanceUntil("it has looked again", waiting::isDone);
            assertThat(Stage.result(waiting)).isEqualTo(loaded);
        }
    }

    /** Nor while it stores what it loaded, key after key. */
    @Test
    default void getAll_storingIsLongerThanTheLease_allIsStored() {
        try (Stage stage = new Stage(harness())) {
            Duration lease = LEASE.multipliedBy(3);
            Duration step = lease.dividedBy(3).plusMillis(1);
            DistributedCache slow = new ForwardingCache(harness().cache()) {
                @Override
                public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
                    CasOutcome outcome = super.cas(key, value, token, ttl);
                    if (ttl.duration().compareTo(lease) > 0) { // a value
                        harness().advance(step.minusMillis(20));
                        stage.time.advance(step);
                    }
                    return outcome;
                }
            };

            assertAllIsStored(stage, slow, lease);
        }
    }

    /** Nor while it takes more leases. */
    @Test
    default void getAll_takingTheLeasesIsLongerThanOne_allIsStored() {
        try (Stage stage = new Stage(harness())) {
            Duration lease = LEASE.multipliedBy(3);
            Duration step = lease.dividedBy(3).plusMillis(1);
            DistributedCache slow = new ForwardingCache(harness().cache()) {
                @Override
                public boolean add(String key, byte[] value, Ttl ttl) {
                    boolean added = super.add(key, value, ttl);
                    harness().advance(step.minusMillis(20));
                    stage.time.advance(step);
                    return added;
                }
            };

            assertAllIsStored(stage, slow, lease);
        }
    }

    private void assertAllIsStored(Stage stage, DistributedCache slow, Duration lease) {
        CacheAside<String> aside =
                stage.open(slow, options -> options.leaseTtl(lease).executor(Runnable::run));
        List<String> keys = stage.keys(6);

        aside.getAll(keys, stage.loader);

        assertThat(aside.figures().fenced()).isZero();
        assertThat(harness().cache().getAll(keys)).hasSize(6);
    }

    /** Many keys that another process loads are waited for together, and loaded together if that fails. */
    @Test
    default void getAll_theHoldersLoadFails_theNextProcessLoadsAllWithOneCall() {
        try (Stage stage = new Stage(harness())) {
            CacheStats stats = new CacheStats();
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.open(
                    ObservedCache.of(harness().peer(), stats),
                    options -> options.executor(Runnable::run) // looks as time advances
                            .leaseWait(Duration.ofHours(1)));
            List<String> keys = stage.keys(5);
            stage.loader.hold().failNext(new Exception("away"));
            Future<BulkResult<String>> failing = stage.async(() -> aside.getAllEntries(keys, stage.loader));
            stage.loader.awaitHeld(1);
            Future<Map<String, String>> waiting = stage.async(() -> peer.getAll(keys, stage.loader));
            Eventually.that("it waits for the leases", () -> peer.figures().leaseWaits() == 5);
            stage.advanceUntil("it looked again", () -> stats.calls(Operation.GET_ALL) >= 3);
            assertThat(stats.calls(Operation.GETS)).isZero();

            stage.loader.release();
            assertThat(Stage.result(failing).failures()).hasSize(5);
            stage.advanceUntil("it has looked again", waiting::isDone);

            assertThat(Stage.result(waiting)).hasSize(5);
            assertThat(stage.loader.bulkCalls()).containsExactly(Set.copyOf(keys), Set.copyOf(keys));
        }
    }

    /** While one process refreshes all serve the old value. */
    @Test
    @Restates("dogpile.cache: who does not get the lock answers the old value at once")
    default void get_anotherProcessRefreshes_theOldValueIsServedAtOnce() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.staleTtl(Duration.ofMinutes(5)));
            CacheAside<String> peer = stage.openPeer(options -> options.staleTtl(Duration.ofMinutes(5)));
            aside.get(stage.key, stage.loader);
            stage.time.advance(Stage.TTL);
            stage.loader.hold();
            aside.get(stage.key, stage.loader);
            stage.loader.awaitHeld(1);

            for (int i = 0; i < 10; i++) {
                assertThat(peer.getEntry(stage.key, stage.loader).source()).isEqualTo(Source.STALE);
            }

            stage.loader.release();
            Eventually.that("it is new", () -> (stage.key + "#2").equals(peer.get(stage.key, stage.loader)));
            assertThat(stage.loader.calls()).isEqualTo(2);
        }
    }

    /** The wait for another process has an end. */
    @Test
    default void get_anotherProcessLoadsTooLong_loadsForItselfAlone() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options.leaseWait(Duration.ofSeconds(1)));
            stage.loader.hold();
            Future<String> loading = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);

            Future<AsideEntry<String>> alone = stage.async(() -> peer.getEntry(stage.key, load -> "alone"));
            stage.advanceUntil("it has had enough", alone::isDone);

            assertThat(Stage.result(alone).value()).isEqualTo("alone");
            assertThat(Stage.result(alone).source()).isEqualTo(Source.DEGRADED);
            stage.loader.release();
            assertThat(Stage.result(loading)).isEqualTo(stage.key + "#1");
            assertThat(peer.get(stage.key, stage.loader)).isEqualTo(stage.key + "#1");
        }
    }

    /** A load that began before another process's invalidation is not given out, though it is not stored either. */
    @Test
    default void get_afterAnInvalidationByAnotherProcess_takesNoLoadAloneThatBeganBefore() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options.leaseWait(Duration.ofSeconds(1)));
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold();
            Future<String> loading = stage.async(() -> peer.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> alone = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.advanceUntil("it has had enough", () -> stage.loader.calls() == 2);
            Future<String> joining = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that(
                    "the lease being there, another waits for it",
                    () -> aside.figures().waits() == 1);
            stage.time.advance(Duration.ofMillis(1));
            peer.invalidate(stage.key);

            Future<String> after = stage.async(() -> aside.get(stage.key, load -> "new"));

            assertThat(Stage.result(after)).isEqualTo("new");
            stage.loader.release();
            Stage.result(loading);
            assertThat(Stage.result(joining)).isEqualTo(Stage.result(alone));
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }

    /** A refresh takes no load of another process that began before it. */
    @Test
    default void refresh_othersWaitForAnotherProcess_isLoadedAfterThat() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold();
            Future<String> loading = stage.async(() -> peer.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> waiting = stage.async(() -> aside.get(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> aside.figures().leaseWaits() == 1);

            Future<String> refreshed = stage.async(() -> aside.refresh(stage.key, load -> "new"));
            Eventually.that(
                    "that too",
                    () -> aside.figures().leaseWaits() + aside.figures().waits() == 2);
            stage.loader.release();
            assertThat(Stage.result(loading)).isEqualTo(stage.key + "#1");
            stage.advanceUntil("both have looked again", () -> waiting.isDone() && refreshed.isDone());

            assertThat(Stage.result(refreshed)).isEqualTo("new");
            assertThat(aside.get(stage.key, stage.loader)).isEqualTo("new");
        }
    }

    /** A load that failed gives its lease up. */
    @Test
    default void get_theHoldersLoadFails_theNextProcessLoads() {
        try (Stage stage = new Stage(harness())) {
            CacheAside<String> aside = stage.open(options -> options);
            CacheAside<String> peer = stage.openPeer(options -> options);
            stage.loader.hold().failNext(new Exception("away"));
            Future<String> failing = stage.async(() -> aside.get(stage.key, stage.loader));
            stage.loader.awaitHeld(1);
            Future<String> waiting = stage.async(() -> peer.get(stage.key, stage.loader));
            Eventually.that("it waits for the lease", () -> peer.figures().leaseWaits() == 1);

            stage.loader.release();
            Stage.failure(failing);
            stage.advanceUntil("it has looked again", waiting::isDone);

            assertThat(Stage.result(waiting)).isEqualTo(stage.key + "#2");
        }
    }
}

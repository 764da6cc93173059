package dev.holdfast.it.processes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reckoning that {@link ProcessesTest} trusts in finds what it is there for; its processes are threads here. */
@Tag("processes")
class ReckoningTest {
    /** Of each job and of each way to come second, in each process: what is planted comes with every tenth. */
    private static final long ENOUGH = 20;

    @TempDir
    Path directory;

    /** What two processes did that met often enough, however the machine let them run. */
    private Reckoning played(DistributedCache store, UnaryOperator<DistributedCache> fault) throws Exception {
        Job.prepare(store);
        Reckoning reckoning = new Reckoning();
        List<Tally> tallies = new ArrayList<>();
        List<Contended> met = new ArrayList<>();
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                Tally tally = reckoning.add(name, new Tally(directory.resolve(name)));
                Contended contended = new Contended(store);
                tallies.add(tally);
                met.add(contended);
                running.add(processes.submit(() -> {
                    Worker.work(fault.apply(contended), tally, name);
                    return null;
                }));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> tallies.stream().allMatch(ReckoningTest::hasDoneEnough)
                            && met.stream().allMatch(Contended::cameSecondEnough));
            tallies.forEach(Tally::stop);
            for (Future<?> process : running) {
                process.get(60, TimeUnit.SECONDS);
            }
        } finally {
            tallies.forEach(Tally::stop);
            processes.shutdownNow();
        }
        return reckoning;
    }

    private static boolean hasDoneEnough(Tally tally) {
        return Stream.of(Job.values()).allMatch(job -> tally.count(job, Tally.Kind.DONE) >= ENOUGH);
    }

    /** Counts how often one process came second, below what is planted. */
    private static final class Contended extends ForwardingCache {
        private final AtomicLong changed = new AtomicLong();
        private final AtomicLong held = new AtomicLong();

        Contended(DistributedCache store) {
            super(store);
        }

        boolean cameSecondEnough() {
            return changed.get() >= ENOUGH && held.get() >= ENOUGH;
        }

        @Override
        public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
            CasOutcome outcome = super.cas(key, value, token, ttl);
            if (outcome == CasOutcome.CHANGED) {
                changed.incrementAndGet();
            }
            return outcome;
        }

        @Override
        public boolean add(String key, byte[] value, Ttl ttl) {
            boolean added = super.add(key, value, ttl);
            if (!added) {
                held.incrementAndGet();
            }
            return added;
        }
    }

    @Test
    void check_ofARightCache_passes() throws Exception {
        try (DistributedCache store = Caches.open("local:")) {
            played(store, cache -> cache).check(store);
        }
    }

    @ParameterizedTest
    @EnumSource(PlantedFault.class)
    void check_ofAPlantedFault_fails(PlantedFault fault) throws Exception {
        try (DistributedCache store = Caches.open("local:")) {
            Reckoning reckoning = played(store, fault::in);

            assertThatThrownBy(() -> reckoning.check(store)).isInstanceOf(AssertionError.class);
        }
    }

    /** What a process leaves that died within a call: begun, and never noted as done. */
    @Test
    void check_ofACallThatNeverEnded_allowsForIt_butNotForTwo() throws Exception {
        try (DistributedCache store = Caches.open("local:")) {
            Reckoning reckoning = played(store, cache -> cache);
            Tally killed = reckoning.add("killed", new Tally(directory.resolve("killed")));

            killed.add(Job.COUNT, Tally.Kind.BEGUN);
            store.incr(Job.COUNT.key(), 1);
            reckoning.check(store);

            store.incr(Job.COUNT.key(), 1);
            assertThatThrownBy(() -> reckoning.check(store)).isInstanceOf(AssertionError.class);
        }
    }
}

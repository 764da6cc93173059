package dev.holdfast.it.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The reckoning that {@link ProcessesTest} trusts in finds what it is there for; its processes are threads here. */
@Tag("processes")
class ReckoningTest {
    private static final long STEPS = 5_000;

    @TempDir
    Path directory;

    private Reckoning played(DistributedCache store, UnaryOperator<DistributedCache> fault) throws Exception {
        Job.prepare(store);
        Reckoning reckoning = new Reckoning();
        ExecutorService processes = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (String name : List.of("a", "b")) {
                Tally tally = reckoning.add(name, new Tally(directory.resolve(name)));
                running.add(processes.submit(() -> {
                    Worker.work(fault.apply(store), tally, name, STEPS);
                    return null;
                }));
            }
            for (Future<?> process : running) {
                process.get(60, TimeUnit.SECONDS);
            }
        } finally {
            processes.shutdownNow();
        }
        return reckoning;
    }

    @Test
    void check_ofARightCache_passes() throws Exception {
        try (DistributedCache store = Caches.open("local:")) {
            Reckoning reckoning = played(store, cache -> cache);

            reckoning.check(store);

            assertThat(reckoning.sum(Job.COUNT, Tally.Kind.DONE)).isEqualTo(2 * STEPS);
            assertThat(reckoning.sum(Job.CAS, Tally.Kind.NOT_DONE))
                    .as("cas that came second")
                    .isPositive();
            assertThat(reckoning.sum(Job.LOCK, Tally.Kind.NOT_DONE))
                    .as("locks that were held")
                    .isPositive();
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

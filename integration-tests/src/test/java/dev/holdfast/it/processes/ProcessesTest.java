package dev.holdfast.it.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.it.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three JVMs count, change by cas and take locks on the same keys. One is killed within whatever it is doing; then the
 * servers stand still for longer than a timeout, and go on.
 */
@Tag("processes")
class ProcessesTest {
    private static final String KILLED = "b";
    private static final List<String> NAMES = List.of("a", KILLED, "c");
    private static final long SOME_STEPS = 200;

    /** Three JVMs more on a machine that already has enough to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final Map<String, JavaProcess> processes = new LinkedHashMap<>();
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final Reckoning reckoning = new Reckoning();
    private boolean killed;

    private void start(String url) {
        for (String name : NAMES) {
            Path file = directory.resolve(name);
            tallies.put(name, reckoning.add(name, new Tally(file)));
            processes.put(
                    name,
                    JavaProcess.started(
                            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                            Worker.class,
                            url,
                            file.toString(),
                            name));
        }
    }

    private void awaitSteps(long steps) {
        Map<String, Long> before = new LinkedHashMap<>();
        tallies.forEach((name, tally) -> before.put(name, tally.progress()));
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> processes.entrySet().stream()
                        .filter(process -> isAlive(process.getKey(), process.getValue()))
                        .allMatch(process ->
                                tallies.get(process.getKey()).progress() >= before.get(process.getKey()) + steps));
    }

    /** While it works. */
    private void kill() {
        killed = true;
        processes.get(KILLED).kill();
        assertThat(tallies.get(KILLED).isStopped()).as("it was at work").isFalse();
    }

    private boolean isAlive(String name, JavaProcess process) {
        assertThat(process.isAlive() || (killed && name.equals(KILLED)))
                .as(() -> "process " + name + " ended: " + process.output())
                .isTrue();
        return process.isAlive();
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void processes_ofWhichOneIsKilled_loseNothingAndDoubleNothing(Scene scene) {
        try (Scene.Servers servers = scene.new Servers();
                DistributedCache cache = Caches.open(servers.url())) {
            Job.prepare(cache);
            start(servers.url());
            awaitSteps(SOME_STEPS);

            kill();
            awaitSteps(SOME_STEPS);
            servers.hang();
            LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos());
            servers.resume();
            awaitDone();
            stop();

            awaitAnswer(cache);
            reckoning.check(cache);
            assertThat(reckoning.sum(Job.LOCK, Tally.Kind.NOT_DONE))
                    .as("locks that were held")
                    .isPositive();
        } finally {
            processes.values().forEach(JavaProcess::close);
        }
    }

    /** Every survivor is acknowledged something again. */
    private void awaitDone() {
        Map<Tally, Long> before = new LinkedHashMap<>();
        tallies.forEach((name, tally) -> {
            if (!name.equals(KILLED)) {
                before.put(tally, tally.count(Job.COUNT, Tally.Kind.DONE));
            }
        });
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> before.entrySet().stream()
                        .allMatch(
                                one -> one.getKey().count(Job.COUNT, Tally.Kind.DONE) >= one.getValue() + SOME_STEPS));
    }

    private void stop() {
        tallies.values().forEach(Tally::stop);
        processes.forEach((name, process) -> {
            if (!name.equals(KILLED)) {
                assertThat(process.await(PATIENCE)).as("%s ends", name).isTrue();
                assertThat(process.exitCode()).as(process::output).isZero();
            }
        });
    }

    private static void awaitAnswer(DistributedCache cache) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(CacheException.class)
                .until(() -> cache.get(Job.COUNT.key()) != null);
    }
}

package dev.holdfast.cache.tck.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterleavingsTest {
    private static final byte[] ONE = {'1'};

    /** An actor of so many steps. */
    private static void walker(Scene scene, String name, int steps, List<String> path) {
        scene.actor(name, () -> {
            for (int i = 0; i < steps; i++) {
                scene.step("walk", () -> path.add(name));
            }
        });
    }

    private static long factorial(int n) {
        return IntStream.rangeClosed(1, n)
                .mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ONE, BigInteger::multiply)
                .longValueExact();
    }

    /** get, +1, set, as a process without incr would count. */
    private static void lostUpdate(Scene scene) {
        MapCache map = new MapCache();
        map.set("n", new byte[] {'0'}, Ttl.forever());
        DistributedCache shared = scene.shared("map", map);
        for (String name : List.of("A", "B")) {
            scene.actor(name, () -> {
                int seen = Integer.parseInt(new String(shared.get("n"), UTF_8));
                shared.set("n", Integer.toString(seen + 1).getBytes(UTF_8), Ttl.forever());
            });
        }
        scene.afterwards(() -> assertThat(map.text("n")).as("both counted").isEqualTo("2"));
    }

    private static FailedRun failureOf(Consumer<Scene> scene) {
        return assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() ->
                        Interleavings.all().patience(Duration.ofMillis(300)).explore(scene))
                .actual();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 5, 0", "4, 4, 0", "6, 3, 0", "2, 2, 2", "3, 2, 1", "3, 3, 3"})
    void explore_actorsOfSoManySteps_takesEveryOrderOnce(int a, int b, int c) {
        Set<List<String>> paths = new HashSet<>();

        long runs = Interleavings.all().explore(scene -> {
            List<String> path = new ArrayList<>();
            walker(scene, "A", a, path);
            walker(scene, "B", b, path);
            if (c > 0) {
                walker(scene, "C", c, path);
            }
            scene.afterwards(() -> paths.add(path));
        });

        assertThat(runs).isEqualTo(factorial(a + b + c) / (factorial(a) * factorial(b) * factorial(c)));
        assertThat(paths).hasSize((int) runs);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8})
    void preemptions_noneOrOne_takesOnlyOrdersWithThatFew(int steps) {
        Consumer<Scene> scene = it -> {
            walker(it, "A", steps, new ArrayList<>());
            walker(it, "B", steps, new ArrayList<>());
        };

        assertThat(Interleavings.all().preemptions(0).explore(scene)).isEqualTo(2);
        assertThat(Interleavings.all().preemptions(1).explore(scene)).isEqualTo(2L * steps);
    }

    @Test
    void runs_moreThanAllowed_failsRatherThanStops() {
        Consumer<Scene> scene = it -> {
            walker(it, "A", 4, new ArrayList<>());
            walker(it, "B", 4, new ArrayList<>());
        };

        assertThat(Interleavings.all().runs(70).explore(scene)).isEqualTo(70);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> Interleavings.all().runs(69).explore(scene))
                .withMessageContaining("more than 69 orders");
    }

    @Test
    void explore_lostUpdate_isFoundAndTold() {
        FailedRun failed = failureOf(InterleavingsTest::lostUpdate);

        assertThat(failed.schedule()).isEqualTo("A B B A");
        assertThat(failed)
                .hasMessageContaining("[both counted]")
                .hasMessageContaining("1  A  map.get('n') → '0'")
                .hasMessageContaining("B  map.set('n', '1', forever) → done")
                .hasMessageContaining("replay(\"A B B A\"");
    }

    @Test
    void replay_ofAFailedSchedule_failsAlike() {
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> Interleavings.replay("A B A B", InterleavingsTest::lostUpdate))
                .withMessageContaining("both counted");
        Interleavings.replay("B B A A", InterleavingsTest::lostUpdate);
    }

    @Test
    void replay_whereTheScheduleEnds_goesOnToTheEnd() {
        List<String> path = new ArrayList<>();

        Interleavings.replay("B A", scene -> {
            walker(scene, "A", 3, path);
            walker(scene, "B", 2, path);
        });

        assertThat(path).containsExactly("B", "A", "A", "A", "B");
    }

    @Test
    void replay_ofAnotherScene_saysSo() {
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> Interleavings.replay("A C", InterleavingsTest::lostUpdate))
                .withMessageContaining("step 2 of the schedule is for C, but those who can take it are [A, B]");
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> Interleavings.replay("A A B B B", InterleavingsTest::lostUpdate))
                .withMessageContaining("the run ended after 4 of the schedule's 5 steps");
    }

    @Test
    void explore_failureOfManyKinds_isToldWithTheFewestPreemptions() {
        FailedRun failed = failureOf(scene -> {
            List<String> path = new ArrayList<>();
            walker(scene, "A", 4, path);
            walker(scene, "B", 4, path);
            scene.afterwards(() -> assertThat(path.subList(1, 4)).isNotEqualTo(List.of("A", "A", "A")));
        });

        assertThat(failed.schedule()).isEqualTo("A A A A B B B B");
    }

    @Test
    void explore_failingActor_unwindsTheOthers() {
        AtomicInteger unwound = new AtomicInteger();

        FailedRun failed = failureOf(scene -> {
            scene.actor("A", () -> {
                try {
                    scene.step("one", () -> {});
                    scene.step("two", () -> {});
                } finally {
                    unwound.incrementAndGet();
                }
            });
            scene.actor("B", () -> {
                scene.step("three", () -> {});
                throw new java.io.IOException("broken");
            });
        });

        assertThat(failed).hasMessageStartingWith("broken").hasRootCauseInstanceOf(java.io.IOException.class);
        assertThat(unwound).hasPositiveValue();
    }

    @Test
    void explore_sceneThatRemembers_isNoticed() {
        AtomicInteger runs = new AtomicInteger();

        FailedRun failed = failureOf(scene -> {
            walker(scene, "A", runs.getAndIncrement() == 0 ? 2 : 1, new ArrayList<>());
            walker(scene, "B", 1, new ArrayList<>());
        });

        assertThat(failed).hasMessageContaining("not deterministic");
    }

    @Test
    void explore_actorsThatLockEachOtherOut_failsWithThePlace() {
        Object lock = new Object();

        FailedRun failed = failureOf(scene -> {
            for (String name : List.of("A", "B")) {
                scene.actor(name, () -> {
                    synchronized (lock) {
                        scene.step("in the lock", () -> {});
                        scene.step("still in the lock", () -> {});
                    }
                });
            }
        });

        assertThat(failed).hasMessageContaining("does it wait for a lock");
        assertThat(failed.getCause().getStackTrace()[0].getClassName())
                .isEqualTo(getClass().getName());
    }

    @Test
    void explore_endlessActor_fails() {
        FailedRun failed = failureOf(scene -> scene.actor("A", () -> {
            while (true) {
                scene.step("on", () -> {});
            }
        }));

        assertThat(failed).hasMessageContaining("the run does not end");
    }

    @Test
    void shared_calledByAForeignThread_fails() {
        FailedRun failed = failureOf(scene -> {
            DistributedCache shared = scene.shared("map", new MapCache());
            scene.actor("A", () -> {
                List<Throwable> thrown = new ArrayList<>();
                Thread foreign = new Thread(() -> shared.get("k"), "foreign");
                foreign.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));
                foreign.start();
                foreign.join();
                throw (Exception) thrown.get(0);
            });
        });

        assertThat(failed).hasMessageContaining("the thread foreign is no actor's");
    }

    @Test
    void shared_everyMethod_isOneStepButForThoseNeverSent() {
        MapCache map = new MapCache();

        long runs = Interleavings.all().explore(scene -> {
            DistributedCache shared = scene.shared("map", map);
            scene.actor("A", () -> {
                shared.capabilities();
                assertThat(shared.unwrap(MapCache.class)).isSameAs(map);
                assertThat(shared).hasToString("map:").isEqualTo(shared).hasSameHashCodeAs(shared);
                shared.ping();
                shared.getAll(List.of("a", "b"));
                shared.namespaced("n").add("k", ONE, Ttl.forever());
            });
            walker(scene, "B", 1, new ArrayList<>());
        });

        assertThat(runs).as("three steps and one").isEqualTo(4);
        assertThat(map.text("n:k")).isEqualTo("1");
    }

    @Test
    void scene_wronglySet_isRefused() {
        assertThat(failureOf(scene -> {})).hasMessageContaining("no actors");
        assertThat(failureOf(scene -> walker(scene, "A B", 1, new ArrayList<>())))
                .hasMessageContaining("without spaces");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interleavings.all().preemptions(-1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Interleavings.all().runs(0));
    }

    @Test
    void advance_isAStep() {
        FakeTicker ticker = FakeTicker.create();
        long before = ticker.getAsLong();

        long runs = Interleavings.all().explore(scene -> {
            scene.actor("time", () -> scene.advance(ticker, Duration.ofSeconds(1)));
            walker(scene, "B", 2, new ArrayList<>());
        });

        assertThat(runs).isEqualTo(3);
        assertThat(Duration.ofNanos(ticker.getAsLong() - before)).isEqualTo(Duration.ofSeconds(3));
    }
}

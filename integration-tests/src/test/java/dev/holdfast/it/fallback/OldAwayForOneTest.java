package dev.holdfast.it.fallback;

import static dev.holdfast.it.fallback.Deed.HOUR;
import static dev.holdfast.it.fallback.Deed.KEY;
import static dev.holdfast.it.fallback.MovingCaches.bytes;
import static dev.holdfast.it.fallback.MovingCaches.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Scene;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process in DRAIN does not reach old, so that what old alone holds is absent for it, while another does and may be
 * moving the key, in every order of their steps: the one takes nothing away from the other.
 */
class OldAwayForOneTest {
    private static final Interleavings ORDERS =
            Interleavings.all().preemptions(2).runs(1_000_000);

    /** A token of a key that moves meanwhile may be refused though its value is the same. */
    private static final EntryRules RULES = EntryRules.strict().withFalseChanges();

    private static final String NOTHING = "nothing";

    private static final Map<String, Consumer<DistributedCache>> READS = Map.of(
            "get", cache -> cache.get(KEY),
            "gets", cache -> cache.gets(KEY),
            "getAll", cache -> cache.getAll(List.of(KEY)),
            "getsAll", cache -> cache.getsAll(List.of(KEY)),
            "ttl", cache -> cache.ttl(KEY),
            "incr by nothing", cache -> cache.incr(KEY, 0));

    /** Each tells what may be there after it: what it wrote, or what it left. */
    private static final Map<String, Function<DistributedCache, List<String>>> WRITES = Map.of(
            "set", OldAwayForOneTest::set,
            "setAll", OldAwayForOneTest::setAll,
            "add", cache -> List.of(cache.add(KEY, bytes("200"), HOUR) ? "200" : "40"),
            "replace", cache -> List.of(cache.replace(KEY, bytes("200"), HOUR) ? "200" : "40"),
            "incr", cache -> List.of(counted(cache.incr(KEY, 1))),
            "incr or create", cache -> List.of(counted(OptionalLong.of(cache.incr(KEY, 1, 1, HOUR)))),
            "delete", cache -> cache.delete(KEY) ? List.of(NOTHING) : List.of(NOTHING, "40"));

    private static List<String> set(DistributedCache cache) {
        cache.set(KEY, bytes("200"), HOUR);
        return List.of("200");
    }

    private static List<String> setAll(DistributedCache cache) {
        cache.setAll(Map.of(KEY, bytes("200")), HOUR);
        return List.of("200");
    }

    private static String counted(OptionalLong counted) {
        return counted.isPresent() ? Long.toString(counted.getAsLong()) : "40";
    }

    static Stream<Arguments> readsBesideDeeds() {
        return READS.keySet().stream()
                .flatMap(read -> Stream.of(MigrationPhase.FALLBACK, MigrationPhase.DRAIN)
                        .map(phase -> Arguments.of(read, phase)));
    }

    @ParameterizedTest
    @MethodSource("readsBesideDeeds")
    void read_besideAnyDeedOfOneThatReachesOld_takesNothingAway(String read, MigrationPhase phase) {
        for (Start start : List.of(Start.OLD, Start.READ)) {
            for (Deed deed : Deed.values()) {
                ORDERS.explore(scene -> {
                    PhasedWorld world = new PhasedWorld(scene, UnaryOperator.identity());
                    start.setUp(world);
                    PhasedProcess whole = world.process("A", phase);
                    DistributedCache cutOff = world.processCutOffFromOld(UnaryOperator.identity());
                    scene.actor("A", () -> whole.acts(cache -> deed.on(cache, "100")));
                    scene.actor("B", () -> READS.get(read).accept(cutOff));
                    checkAfterwards(scene, whole);
                });
            }
        }
    }

    private static void checkAfterwards(Scene scene, PhasedProcess whole) {
        scene.afterwards(() -> {
            whole.acts(cache -> cache.get(KEY));
            whole.acts(cache -> cache.gets(KEY));
            scene.history().check(RULES);
        });
    }

    static Stream<Arguments> brokenOffWrites() {
        return WRITES.keySet().stream()
                .flatMap(write -> IntStream.range(0, 4).mapToObj(steps -> Arguments.of(write, steps)));
    }

    @ParameterizedTest
    @MethodSource("brokenOffWrites")
    void write_thatIsBrokenOffBesideAMove_takesNothingAway(String write, int steps) {
        ORDERS.explore(scene -> {
            PhasedWorld world = new PhasedWorld(scene, UnaryOperator.identity());
            Start.OLD.setUp(world);
            PhasedProcess mover = world.process("A", MigrationPhase.DRAIN);
            DistributedCache cutOff = world.processCutOffFromOld(fresh -> breakingAfter(steps, fresh));
            scene.actor("A", () -> mover.acts(cache -> cache.get(KEY)));
            scene.actor("B", () -> {
                try {
                    var unused = WRITES.get(write).apply(cutOff);
                } catch (CacheException e) {
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    checkAfterwards(scene, mover);
                }
            });
        });
    }

    private static DistributedCache breakingAfter(int calls, DistributedCache cache) {
        FaultyCache breaking = new FaultyCache(cache);
        breaking.follow(FaultPlan.script().next(calls, CallFault.pass()).afterwards(CallFault.failBefore()));
        return breaking;
    }

    static Stream<String> writes() {
        return WRITES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void write_besideAMove_isThereAfterwards(String write) {
        ORDERS.explore(scene -> {
            PhasedWorld world = new PhasedWorld(scene, UnaryOperator.identity());
            Start.OLD.setUp(world);
            PhasedProcess mover = world.process("A", MigrationPhase.DRAIN);
            DistributedCache cutOff = world.processCutOffFromOld(UnaryOperator.identity());
            scene.actor("A", () -> mover.acts(cache -> cache.get(KEY)));
            scene.actor("B", () -> {
                List<String> left = WRITES.get(write).apply(cutOff);
                scene.afterwards(() -> mover.acts(cache -> {
                    byte[] there = cache.get(KEY);
                    assertThat(left).contains(there == null ? NOTHING : text(there));
                }));
            });
        });
    }
}

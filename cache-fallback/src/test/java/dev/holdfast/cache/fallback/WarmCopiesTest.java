package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.LONG;
import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.OutageJournal.Change;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Scene;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The soft fall: what was read and written lately is still there, and nothing that is too old. */
class WarmCopiesTest {
    private static final DegradedPolicy WARM =
            DegradedPolicy.builder().warm(Duration.ofSeconds(30)).build();

    @Test
    void readAndWritten_areAnsweredAfterTheFall_untilTheBound() {
        try (OutageStage stage = new OutageStage(WARM)) {
            stage.server.setAll(Map.of("read", bytes("r"), "many", bytes("m"), "gets", bytes("g")), LONG);
            stage.cache.get("read");
            stage.cache.getAll(List.of("many"));
            stage.cache.gets("gets");
            stage.cache.set("written", bytes("w"), LONG);
            stage.cache.setAll(Map.of("all", bytes("a")), LONG);
            stage.cache.set("short", bytes("s"), Ttl.ofSeconds(10));
            stage.fall();
            stage.ticker.advance(Duration.ofSeconds(28)); // the fall itself took no time

            assertThat(stage.cache
                            .getAll(List.of("read", "many", "gets", "written", "all", "short"))
                            .keySet())
                    .containsExactly("read", "many", "gets", "written", "all");
            stage.ticker.advance(Duration.ofSeconds(3));
            assertThat(stage.cache.getAll(List.of("read", "many", "gets", "written", "all", "short")))
                    .as("too old is a miss")
                    .isEmpty();
        }
    }

    @Test
    void changedInOtherWays_isNoLongerThere() {
        try (OutageStage stage = new OutageStage(WARM)) {
            for (String key : List.of("incr", "deleted", "cas", "replaced", "touched")) {
                stage.cache.set(key, bytes("1"), LONG);
            }
            stage.cache.incr("incr", 1);
            stage.cache.delete("deleted");
            stage.cache.cas("cas", bytes("2"), stage.cache.gets("cas").token(), LONG);
            stage.cache.replace("replaced", bytes("2"), LONG);
            stage.cache.touch("touched", Ttl.ofSeconds(1));
            stage.fall();

            assertThat(stage.cache.getAll(List.of("incr", "deleted", "cas", "replaced", "touched")))
                    .as("a copy from before would be older")
                    .isEmpty();
        }
    }

    @Test
    void readThatWasOvertakenByAWrite_doesNotComeBack() {
        OutageStage[] stage = new OutageStage[1];
        try (OutageStage overtaken =
                new OutageStage(null, WARM, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        byte[] old = super.get(key);
                        if (key.equals("k") && OutageStage.text(old).equals("old")) {
                            stage[0].cache.set("k", bytes("new"), LONG);
                        }
                        return old;
                    }
                })) {
            stage[0] = overtaken;
            overtaken.server.set("k", bytes("old"), LONG);
            assertThat(overtaken.read("k")).as("begun before the write").isEqualTo("old");
            overtaken.fall();

            assertThat(overtaken.read("k")).isEqualTo("new");
        }
    }

    /** What one thread does while another does something else. */
    @SuppressWarnings("ImmutableEnumChecker") // its function keeps nothing
    private enum Deed {
        SET(cache -> cache.set("k", bytes("2"), LONG)),
        SET_ANOTHER(cache -> cache.set("k", bytes("3"), LONG)),
        SET_ALL(cache -> cache.setAll(Map.of("k", bytes("4")), LONG)),
        COUNT(cache -> cache.incr("k", 10)),
        DELETE(cache -> cache.delete("k")),
        DELETE_ALL(cache -> cache.deleteAll(List.of("k"))),
        TOUCH(cache -> cache.touch("k", LONG)),
        GET_AND_TOUCH(cache -> cache.getAndTouch("k", LONG)),
        GET(cache -> cache.get("k")),
        GETS(cache -> cache.gets("k")),
        GET_ALL(cache -> cache.getAll(List.of("k")));

        private final Consumer<DistributedCache> call;

        Deed(Consumer<DistributedCache> call) {
            this.call = call;
        }
    }

    static Stream<Arguments> meetings() {
        return Arrays.stream(Deed.values())
                .flatMap(one -> Arrays.stream(Deed.values())
                        .filter(other -> one.compareTo(other) <= 0)
                        .map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("meetings")
    void copyKept_isWhatTheServerHolds_inEveryOrderOfTwoCalls(Deed one, Deed other) {
        Interleavings.all().explore(scene -> {
            OutageStage stage = new OutageStage(
                    null, WARM, BreakerOptions.defaults(), remote -> farAway(scene, scene.shared("remote", remote)));
            stage.server.set("k", bytes("1"), LONG);
            scene.actor("one", () -> one.call.accept(stage.cache));
            scene.actor("other", () -> other.call.accept(stage.cache));
            scene.afterwards(() -> {
                stage.fall();
                assertThat(stage.read("k")).isIn(null, stage.onServer("k"));
                stage.close();
            });
        });
    }

    /** Anything may happen while a call is on its way to the server, or the answer on its way back. */
    private static DistributedCache farAway(Scene scene, DistributedCache remote) {
        return (DistributedCache) Proxy.newProxyInstance(
                DistributedCache.class.getClassLoader(),
                new Class<?>[] {DistributedCache.class},
                (proxy, method, arguments) -> {
                    scene.step("the call leaves", () -> {});
                    try {
                        return method.invoke(remote, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        scene.step("the answer arrives", () -> {});
                    }
                });
    }

    @Test
    void readBegunWhileItsKeyWasReconciled_isNotKept() {
        DistributedCache server = Caches.open("local:server");
        DistributedCache local = Caches.open("local:here");
        OutageJournal journal = new OutageJournal(1);
        WarmCopies copies = new WarmCopies(local, journal, true, Duration.ofSeconds(30));
        server.set("k", bytes("before"), LONG);
        journal.change("k", IllegalStateException::new, none -> new Change<>(true, OutageEntry.deleted()));

        copies.get(
                new ForwardingCache(server) {
                    @Override
                    public byte[] get(String key) {
                        byte[] before = super.get(key);
                        server.delete(key);
                        journal.settle(key, Objects.requireNonNull(journal.claim(key)), () -> local.delete(key));
                        return before;
                    }
                },
                "k");

        assertThat(local.get("k")).isNull();
    }

    @Test
    void readThatEndsAfterTheFall_doesNotReplaceWhatWasWrittenSince() {
        OutageStage[] stage = new OutageStage[1];
        boolean[] once = {true};
        try (OutageStage late =
                new OutageStage(null, WARM, BreakerOptions.defaults(), remote -> new ForwardingCache(remote) {
                    @Override
                    public byte[] get(String key) {
                        byte[] old = super.get(key);
                        if (key.equals("k") && once[0]) {
                            once[0] = false;
                            stage[0].fall();
                            stage[0].cache.set("k", bytes("during"), LONG);
                        }
                        return old;
                    }
                })) {
            stage[0] = late;
            late.server.set("k", bytes("before"), LONG);
            late.cache.get("k");

            assertThat(late.read("k")).isEqualTo("during");
            late.rise();
            assertThat(late.read("k")).isNull();
        }
    }

    @Test
    void withoutCopies_theFallIsCold() {
        try (OutageStage stage = new OutageStage()) {
            stage.cache.set("k", bytes("v"), LONG);
            stage.cache.get("k");
            stage.fall();

            assertThat(stage.cache.get("k")).isNull();
            stage.rise();
            assertThat(stage.read("k")).isEqualTo("v");
        }
    }

    @Test
    void touch_movesNoCopysBound_butMayEndIt() {
        try (OutageStage stage = new OutageStage(WARM)) {
            List<String> keys = List.of("touched", "got", "ended");
            keys.forEach(key -> stage.cache.set(key, bytes("v"), LONG));
            stage.fall();
            for (int i = 0; i < 3; i++) {
                assertThat(stage.cache.touch("touched", LONG)).isTrue();
                assertThat(stage.cache.getAndTouch("got", LONG)).isEqualTo(bytes("v"));
            }
            stage.cache.touch("ended", Ttl.ofSeconds(1));
            stage.ticker.advance(Duration.ofSeconds(2));
            assertThat(stage.cache.getAll(keys)).containsOnlyKeys("touched", "got");
            stage.ticker.advance(Duration.ofSeconds(29));
            assertThat(stage.cache.getAll(keys)).isEmpty();
            stage.rise();

            assertThat(stage.server.getAll(keys)).containsOnlyKeys("touched", "got");
            assertThat(stage.server.ttl("touched"))
                    .isEqualTo(Ttl.of(LONG.duration().minusSeconds(31)));
        }
    }

    @Test
    void touch_ofAValueWrittenHere_movesItsEnd() {
        try (OutageStage stage = new OutageStage(WARM)) {
            stage.fall();
            stage.cache.set("k", bytes("v"), Ttl.ofSeconds(5));
            assertThat(stage.cache.touch("k", LONG)).isTrue();
            stage.ticker.advance(Duration.ofSeconds(31));

            assertThat(stage.read("k")).isEqualTo("v");
        }
    }

    @Test
    void touchThatFails_leavesTheCopy() {
        try (OutageStage stage = new OutageStage(WARM)) {
            stage.cache.set("k", bytes("v"), LONG);
            stage.cache.getAndTouch("k", LONG);
            stage.remote.follow(FaultPlan.script().next(CallFault.failBefore()).afterwards(CallFault.pass()));
            assertThat(stage.cache.getAndTouch("k", LONG)).isEqualTo(bytes("v"));
            stage.schedule.run();

            stage.cache.set("k", bytes("v"), LONG);
            stage.remote.inject(CallFault.failBefore());
            assertThat(stage.cache.touch("k", LONG)).isTrue();
            assertThat(stage.read("k")).isEqualTo("v");
        }
    }
}

package dev.holdfast.it.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.FailedRun;
import dev.holdfast.cache.tck.fake.Interleavings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two processes, in equal phases or one apart, do any two things to one key that lies anywhere, in every order of their
 * steps: what they are answered, one cache could have answered. A process is interrupted as often as
 * {@code -Dholdfast.preemptions} says, by default once. Of all pairs of things one in 31 is done, others in each
 * situation; all of them with {@code -Dholdfast.meetings.oneOf=1}. Time that passes while a key expires is a step too.
 */
class EveryOrderTest {
    private static final int PREEMPTIONS = Integer.getInteger("holdfast.preemptions", 1);
    private static final int SHARE = Integer.getInteger("holdfast.meetings.oneOf", 31);
    private static final Interleavings ORDERS =
            Interleavings.all().preemptions(PREEMPTIONS).runs(1_000_000);
    /** A token of a key that moves meanwhile may be refused though its value is the same. */
    private static final EntryRules RULES =
            EntryRules.strict().withFalseChanges().withExpiry(Duration.ZERO, PhasedMeeting.PASSING);

    static Stream<Arguments> situations() {
        List<Arguments> situations = new ArrayList<>();
        for (Start start : Start.values()) {
            for (MigrationPhase first : MigrationPhase.values()) {
                for (MigrationPhase second : MigrationPhase.values()) {
                    if (first.compareTo(second) <= 0
                            && first.mayCoexistWith(second)
                            && start.suits(first)
                            && start.suits(second)) {
                        situations.add(Arguments.of(start, first, second));
                    }
                }
            }
        }
        return situations.stream();
    }

    private static List<PhasedMeeting> meetings(Start start, MigrationPhase first, MigrationPhase second) {
        return Arrays.stream(Deed.values())
                .flatMap(one -> Arrays.stream(Deed.values())
                        .filter(other -> first != second || one.compareTo(other) <= 0)
                        .map(other -> new PhasedMeeting(start, first, one, second, other)))
                .toList();
    }

    /** Which share of its meetings is a situation's: every two things meet in some. */
    private static int turn(Start start, MigrationPhase first) {
        return 7 * List.of(Start.values()).indexOf(start)
                + 3 * List.of(MigrationPhase.values()).indexOf(first);
    }

    private static void explore(
            List<PhasedMeeting> meetings, int first, UnaryOperator<DistributedCache> backend, EntryRules rules) {
        List<String> failures = new ArrayList<>();
        for (int i = first % SHARE; i < meetings.size(); i += SHARE) {
            PhasedMeeting meeting = meetings.get(i);
            try {
                ORDERS.explore(scene -> meeting.setUp(scene, backend, rules));
            } catch (FailedRun e) {
                failures.add(meeting + "\n" + e.getMessage());
            }
        }
        assertThat(failures).as("%d meetings fail", failures.size()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("situations")
    void twoProcesses_onCachesWithVersions_areAnsweredAsByOneCache(
            Start start, MigrationPhase first, MigrationPhase second) {
        explore(meetings(start, first, second), turn(start, first), UnaryOperator.identity(), RULES);
    }

    @ParameterizedTest
    @MethodSource("situations")
    void twoProcesses_onCachesThatCompareBytes_areAnsweredAsByOneCache(
            Start start, MigrationPhase first, MigrationPhase second) {
        explore(meetings(start, first, second), 2 + turn(start, first), ByValueCache::new, RULES.withCasByValue());
    }

    /** One finds gone what the other has deleted and not yet taken out of new, while a third leaves a copy there. */
    @ParameterizedTest
    @EnumSource(names = {"DELETE", "DELETE_ALL"})
    void threeProcesses_whatTwoDeleteAndOneReads_staysDeleted(Deed deletion) {
        Interleavings.all().preemptions(3).runs(1_000_000).explore(scene -> {
            PhasedWorld world = new PhasedWorld(scene, UnaryOperator.identity());
            Start.OLD.setUp(world);
            PhasedProcess one = world.process("A", MigrationPhase.FALLBACK);
            PhasedProcess other = world.process("B", MigrationPhase.FALLBACK);
            PhasedProcess reader = world.process("C", MigrationPhase.FALLBACK);
            scene.actor("A", () -> {
                one.acts(cache -> deletion.on(cache, ""));
                one.acts(cache -> cache.get(Deed.KEY));
            });
            scene.actor("B", () -> other.acts(cache -> deletion.on(cache, "")));
            scene.actor("C", () -> reader.acts(cache -> cache.get(Deed.KEY)));
            scene.afterwards(() -> scene.history().check(RULES));
        });
    }
}

package dev.holdfast.it.recipes.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.recipes.fleet.Counter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four processes count before one database. */
class CounterFleetTest {
    private static final List<String> KEYS = List.of("count:0", "count:1", "count:2");

    @TempDir
    Path directory;

    private long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private String cached(Fleet fleet, String key) {
        byte[] value = fleet.cache().get(key);
        return value == null ? "absent" : new String(value, US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void fleet_whoseCacheLosesCountersMeanwhile_losesNone_andSettlesOnTheTruth(String scheme) throws Exception {
        FileSource source = new FileSource(directory);
        try (Fleet fleet = Fleet.of(scheme, Member.Part.COUNTS, directory, 4, 0)) {
            fleet.go();
            for (int i = 1; i <= 6; i++) {
                int rounds = i;
                fleet.await(() -> fleet.processes().stream().mapToLong(p -> p.times("counted")).sum() >= 5L * rounds);
                fleet.cache().delete(KEYS.get(i % 3));
            }
            assertThat(fleet.processes()).allSatisfy(process -> {
                assertThat(process.endsWell()).as("%s", process.lines()).isTrue();
                assertThat(process.last("done")).isEqualTo(6_000);
            });

            Map<String, Long> totals = source.total(KEYS);
            assertThat(sum(totals)).isEqualTo(4 * 6_000);
            KEYS.forEach(key -> assertThat(cached(fleet, key)).isIn("absent", "" + totals.get(key)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void processKilled_losesAtMostWhatItHadNotFlushed_andTheOthersNothing(String scheme) throws Exception {
        FileSource source = new FileSource(directory);
        try (Fleet fleet = Fleet.of(scheme, Member.Part.COUNTS, directory, 4, 0)) {
            FleetProcess victim = fleet.processes().get(0);
            fleet.go();
            fleet.await(() -> victim.times("counted") >= 2);
            victim.kill();
            assertThat(fleet.processes().subList(1, 4))
                    .allSatisfy(process ->
                            assertThat(process.endsWell()).as("%s", process.lines()).isTrue());

            Map<String, Long> byWriter = source.byWriter();
            assertThat(byWriter).containsEntry("p1", 6_000L).containsEntry("p2", 6_000L).containsEntry("p3", 6_000L);
            assertThat(byWriter.get("p0"))
                    .as("what it said after a flush is there")
                    .isBetween(victim.last("counted") - 4, 6_000L);
            long lost = KEYS.stream().mapToLong(key -> Long.parseLong(cached(fleet, key))).sum() - sum(source.total(KEYS));
            assertThat(lost).as("in the cache and not in the source").isBetween(0L, 1_000L);
            try (Counter counter = Counter.builder(fleet.cache(), source).build()) {
                KEYS.forEach(counter::invalidate);
                assertThat(counter.counts(KEYS)).isEqualTo(source.total(KEYS));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void manyCallersInAFleet_restoreAnAbsentCounterOnce(String scheme) throws Exception {
        FileSource source = new FileSource(directory);
        try (Fleet fleet = Fleet.of(scheme, Member.Part.RESTORES, directory, 4, 0)) {
            fleet.go();

            assertThat(fleet.processes()).allSatisfy(process -> {
                assertThat(process.endsWell()).as("%s", process.lines()).isTrue();
                assertThat(process.times("count 0")).isEqualTo(16);
            });
            assertThat(source.loads()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void restorerKilled_costsOneMoreLoad_afterItsLease(String scheme) throws Exception {
        FileSource source = new FileSource(directory);
        try (Fleet fleet = Fleet.of(scheme, Member.Part.RESTORES, directory, 4, 0)) {
            fleet.go();
            fleet.await(() -> fleet.processes().stream().anyMatch(process -> process.said("loading")));
            FleetProcess victim = fleet.processes().stream()
                    .filter(process -> process.said("loading"))
                    .findFirst()
                    .orElseThrow();
            victim.kill();

            assertThat(fleet.processes()).filteredOn(process -> process != victim).allSatisfy(process -> {
                assertThat(process.endsWell()).as("%s", process.lines()).isTrue();
                assertThat(process.times("count 0")).isEqualTo(16);
            });
            assertThat(source.loads()).isEqualTo(2);
        }
    }
}

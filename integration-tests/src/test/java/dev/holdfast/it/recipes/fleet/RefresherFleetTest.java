package dev.holdfast.it.recipes.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three processes keep one value fresh, the one that refreshed last is killed. */
class RefresherFleetTest {
    @TempDir
    Path directory;

    private List<String> refreshes() throws Exception {
        Path file = directory.resolve("refreshes");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int count() {
        try {
            return refreshes().size();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"redis, 300", "memcached, 1000"})
    void oneProcess_refreshesEachPeriod_andIsFollowedWhenItIsKilled(String scheme, long periodMillis)
            throws Exception {
        try (Fleet fleet = Fleet.of(scheme, Member.Part.REFRESHES, directory, 3, periodMillis)) {
            long start = System.nanoTime();
            fleet.go();
            fleet.await(() -> count() >= 4);
            FleetProcess last = fleet.processes()
                    .get(Integer.parseInt(refreshes().get(count() - 1).substring(1)));
            last.kill();
            byte[] value = fleet.cache().get("rates");
            int before = count();
            fleet.await(() -> count() >= before + 3);

            long periods = Duration.ofNanos(System.nanoTime() - start).toMillis() / periodMillis;
            assertThat(count()).as("one process a period").isLessThanOrEqualTo((int) periods + 2);
            assertThat(value).isNotNull();
            assertThat(fleet.cache().get("rates")).isNotEqualTo(value);
        }
    }
}

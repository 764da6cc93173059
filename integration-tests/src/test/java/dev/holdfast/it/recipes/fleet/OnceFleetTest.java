package dev.holdfast.it.recipes.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four processes do the same 400 things, one of them is killed. */
class OnceFleetTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"redis", "memcached"})
    void eachThing_isDoneByOne_andAKilledProcessCostsTheOneItWasAt(String scheme) throws Exception {
        try (Fleet fleet = Fleet.of(scheme, Member.Part.DOES_ONCE, directory, 4, 0)) {
            Path mails = directory.resolve("mails");
            fleet.go();
            fleet.await(() -> mails.toFile().length() > 200);
            fleet.processes().get(0).kill();
            assertThat(fleet.processes().subList(1, 4))
                    .allSatisfy(process ->
                            assertThat(process.endsWell()).as("%s", process.lines()).isTrue());

            List<String> done = Files.readAllLines(mails);
            assertThat(done.stream().map(line -> line.split(" ")[0])).doesNotHaveDuplicates();
            assertThat(done.size()).isBetween(399, 400);
        }
    }
}

package dev.holdfast.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private static final Group LOCAL = Group.all().get(0);

    @Test
    void noArguments_askForEverything() {
        CommandLine asked = CommandLine.parse();

        assertThat(asked.groups()).isEmpty();
        assertThat(asked.rounds()).isEqualTo(5);
        assertThat(asked.contests(LOCAL))
                .hasSize(LOCAL.operations().size() * LOCAL.threads().size());
    }

    @Test
    void options_narrowTheContests() {
        CommandLine asked = CommandLine.parse("local", "--operation=set", "--threads=2", "--rounds=1", "--out=here");

        assertThat(asked).isEqualTo(new CommandLine(List.of("local"), List.of("set"), List.of(2), 1, Path.of("here")));
        assertThat(asked.contests(LOCAL)).containsExactly(new Contest(LOCAL, "set", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--round=3", "-h", "--rounds=0", "--rounds=", "--threads=two", "--threads=-1"})
    void wrongOptions_areNamed(String option) {
        assertThatThrownBy(() -> CommandLine.parse(option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }
}

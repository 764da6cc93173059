package dev.holdfast.cache.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.benchmarks.race.Contest;
import dev.holdfast.cache.benchmarks.race.Scale;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void noArguments_askForEverythingBriefly() {
        CommandLine asked = CommandLine.parse();

        assertThat(asked.scale()).isEqualTo(Scale.QUICK);
        assertThat(asked.wants(Contest.of("get", 32))).isTrue();
        assertThat(Groups.named(asked.groups())).hasSameSizeAs(Groups.all());
    }

    @Test
    void options_narrowTheContests() {
        CommandLine asked =
                CommandLine.parse("full", "redis", "--operation=set", "--threads=2", "--forks=1", "--out=here");

        assertThat(asked)
                .isEqualTo(
                        new CommandLine(Scale.FULL, List.of("redis"), List.of("set"), List.of(2), 1, Path.of("here")));
        assertThat(asked.wants(Contest.of("set", 2))).isTrue();
        assertThat(asked.wants(Contest.of("set", 1))).isFalse();
        assertThat(asked.wants(Contest.of("get", 2))).isFalse();
    }

    @Test
    void smoke_leavesPublishedTablesAlone() {
        assertThat(CommandLine.parse("smoke").directory()).isEqualTo(Path.of("benchmarks", "target", "smoke"));
        assertThat(CommandLine.parse("smoke", "--out=here").directory()).isEqualTo(Path.of("here"));
        assertThat(CommandLine.parse("redis").directory()).isEqualTo(Path.of("docs", "benchmarks"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--round=3", "-h", "--forks=0", "--forks=", "--threads=two", "--threads=-1"})
    void wrongOptions_areNamed(String option) {
        assertThatThrownBy(() -> CommandLine.parse(option))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }

    @Test
    void wrongGroups_areNamedWithThoseThatAre() {
        assertThatThrownBy(() -> Groups.named(List.of("radis")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("radis")
                .hasMessageContaining("redis, ");
    }

    @Test
    void groupsAndTheirContests_areNamedOnceEach() {
        assertThat(Groups.all()).extracting(Group::name).doesNotHaveDuplicates();
        for (Scale scale : Scale.values()) {
            Courses.all()
                    .forEach(course -> assertThat(course.contests(scale))
                            .doesNotHaveDuplicates()
                            .isNotEmpty());
        }
    }

    @Test
    void fullRun_holdsTheBriefOne() {
        Courses.all()
                .forEach(course -> assertThat(new HashSet<>(course.contests(Scale.FULL)))
                        .as(course.name())
                        .containsAll(course.contests(Scale.QUICK)));
    }
}

package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

@Tag("containers")
class ContainerDaemonTest extends DaemonContract {
    @Override
    Place place() {
        return Place.of("docker", () -> Engine.here().answers());
    }

    @Override
    boolean leavesSomething(Program program) {
        return DockerClientFactory.lazyClient()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(ContainerDaemon.LABEL))
                .exec()
                .stream()
                .anyMatch(container ->
                        container.getCommand().contains(program.command().get(0))
                                && running(container.getId(), program));
    }

    private static boolean running(String id, Program program) {
        return List.of(DockerClientFactory.lazyClient()
                        .inspectContainerCmd(id)
                        .exec()
                        .getArgs())
                .containsAll(program.command().subList(1, program.command().size()));
    }

    @Test
    void start_withoutItsImage_saysHowToGetIt() {
        Program missing = new Program("nobody", "holdfast/nobody:1", List.of("nobody"), Map.of(), () -> false);
        try (Daemon daemon = place().daemon(missing)) {
            assertThatIllegalStateException()
                    .isThrownBy(daemon::start)
                    .withMessageContaining("holdfast/nobody:1")
                    .withMessageContaining("./verify images");
        }
    }

    @Test
    void auto_whereThisEngineAnswers_isDocker() {
        assertThat(Place.of("auto", () -> Engine.here().answers())).isEqualTo(Place.DOCKER);
    }
}

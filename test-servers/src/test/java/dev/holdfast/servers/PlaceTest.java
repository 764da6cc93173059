package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class PlaceTest {
    @Test
    void auto_isDockerOnlyWhereAnEngineAnswers() {
        assertThat(Place.of("auto", () -> true)).isEqualTo(Place.DOCKER);
        assertThat(Place.of("auto", () -> false)).isEqualTo(Place.LOCAL);
    }

    @Test
    void nothing_isAuto() {
        assertThat(Place.of(null, () -> true)).isEqualTo(Place.DOCKER);
        assertThat(Place.of(null, () -> false)).isEqualTo(Place.LOCAL);
    }

    @Test
    void local_asksNoEngine() {
        assertThat(Place.of("local", () -> {
                    throw new AssertionError("asked");
                }))
                .isEqualTo(Place.LOCAL);
    }

    @Test
    void docker_withoutAnEngine_isRefusedWithWhatToDo() {
        assertThat(Place.of("docker", () -> true)).isEqualTo(Place.DOCKER);
        assertThatIllegalStateException()
                .isThrownBy(() -> Place.of("docker", () -> false))
                .withMessageContaining("DOCKER_HOST")
                .withMessageContaining("-Dservers=local");
    }

    @Test
    void anotherWord_isRefusedWithThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Place.of("dokcer", () -> true))
                .withMessageContaining("dokcer")
                .withMessageContaining("docker, local, auto");
    }
}

package dev.holdfast.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.it.JavaProcess;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Both drivers, and both protocols of memcached, before a server that answers with what it likes. In processes of their
 * own, whose memory is too small for what the server claims, and which end at once where it does not suffice.
 */
@Tag("fuzz")
class HostileServerTest {
    /** What java's manual says that it ends with. */
    private static final int EXIT_OF_OUT_OF_MEMORY = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(4).multipliedBy(Integer.getInteger("fuzz.rounds", 1));

    private static JavaProcess interrogated(Class<?> main, HostileServer kind) {
        List<String> arguments = new ArrayList<>(List.of(
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("fuzz."))
                .forEach(name -> arguments.add("-D" + name + "=" + System.getProperty(name)));
        try (RedisServer redis = kind == HostileServer.REDIS ? RedisServer.started() : null;
                ServerProcess memcached = kind == HostileServer.REDIS ? null : ServerProcess.memcached();
                JavaProcess process = JavaProcess.started(
                        arguments,
                        main,
                        kind.name(),
                        Integer.toString(redis == null ? memcached.port() : redis.port()))) {
            assertThat(process.await(PATIENCE)).as(process::output).isTrue();
            assertThat(process.exitCode()).as(process::output).isZero();
            return process;
        }
    }

    @ParameterizedTest
    @EnumSource(HostileServer.class)
    void calls_ofAServerThatLies_endInTimeTypedAndInLittleMemory(HostileServer kind) {
        interrogated(InSmallMemory.class, kind);
    }

    /** The same with a cache that makes an array as long as the server says. */
    static final class Trusting {
        private Trusting() {}

        public static void main(String[] arguments) {
            InSmallMemory.play(
                    HostileServer.valueOf(arguments[0]),
                    Integer.parseInt(arguments[1]),
                    PlantedDriver.TRUSTS_A_LENGTH::in);
            System.exit(0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "REDIS")
    void planted_aDriverThatTrustsALength_isFound(HostileServer kind) {
        assertThatThrownBy(() -> interrogated(Trusting.class, kind))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but was: " + EXIT_OF_OUT_OF_MEMORY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRUSTS_A_LENGTH")
    void planted_drivers_areFound(PlantedDriver fault) {
        try (ServerProcess server = ServerProcess.memcached();
                Interrogation interrogation =
                        new Interrogation(HostileServer.MEMCACHED.url(), server.port(), fault::in)) {
            assertThatThrownBy(() -> {
                        interrogation.round(Question.GET, nonsense());
                        interrogation.round(Question.GET_AND_TOUCH, nonsense());
                    })
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void planted_aDriverThatAnswersACrowdWithAnothersValue_isFound() {
        try (ServerProcess server = ServerProcess.memcached();
                Interrogation interrogation = new Interrogation(
                        HostileServer.MEMCACHED.url(), server.port(), PlantedDriver.ANSWERS_ANOTHER_KEYS_VALUE::in)) {
            assertThatThrownBy(() -> interrogation.crowd(HostileServer.MEMCACHED, nonsense()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("two");
        }
    }

    private static Lies.Named nonsense() {
        return HostileServer.MEMCACHED.lies(new Random(1)).stream()
                .filter(lie -> lie.name().equals("a word that is none"))
                .findFirst()
                .orElseThrow();
    }
}

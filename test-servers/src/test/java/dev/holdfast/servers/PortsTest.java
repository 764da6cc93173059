package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void free_givesNoPortTwice_norOneThatTheSystemGivesAway() {
        List<Integer> ports =
                IntStream.range(0, 500).mapToObj(i -> Ports.free()).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port + 10_000 < 32_768);
    }

    @Test
    void port_isNoOtherProcesses() {
        int port = Ports.free();

        assertThat(taken(port)).as("ours").isEqualTo("false");
        assertThat(taken(9_999)).as("nobody's").isEqualTo("true");
    }

    private static String taken(int port) {
        return LocalDaemon.runHere(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Other.class.getName(),
                Integer.toString(port)));
    }

    /** Another process, which takes a port and says whether it could. */
    static final class Other {
        private Other() {}

        public static void main(String[] port) {
            System.out.println(Ports.take(Integer.parseInt(port[0])));
        }
    }
}

package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.servers.ServerProcess;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What others in the JVM notice of a cache: no log record, bean or shutdown hook; afterwards no thread, no socket. */
class NoiseTest {
    private static List<String> noticed(List<String> jvmArguments, String... urls) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NoiseProbe.class.getName()));
        command.addAll(List.of(urls));
        Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = probe.inputReader()) {
            List<String> noticed = lines.lines().toList();
            assertThat(probe.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(probe.exitValue()).as(() -> String.join("\n", noticed)).isZero();
            return noticed;
        } finally {
            probe.destroyForcibly();
        }
    }

    @Test
    void openAndClose_areNotNoticed() throws Exception {
        try (ServerProcess server = ServerProcess.memcached();
                ServerProcess other = ServerProcess.memcached()) {
            String one = "memcached://" + server.address() + "?timeout=1s";

            String two = "memcached://" + server.address() + "," + other.address() + "?timeout=1s";

            assertThat(noticed(List.of(), one, two, one + "&protocol=binary"))
                    .allMatch(NoiseTest::isTheOneRecord)
                    .hasSize(4);
        }
    }

    /** xmemcached's constructor of its selectors says it, to whomever; all else it would say is not called. */
    private static boolean isTheOneRecord(String noticed) {
        return noticed.matches(
                "log: INFO com\\.google\\.code\\.yanf4j\\.nio\\.impl\\.SelectorManager: Creating [12] reactors\\.\\.\\.");
    }

    @Test
    void openAndClose_whereXmemcachedIsToldToBeNoisy_areNotNoticed() throws Exception {
        try (ServerProcess server = ServerProcess.memcached()) {
            List<String> noisy = List.of("-Dxmemcached.jmx.enable=true", "-Dxmemcached.shutdown.hook.enable=true");

            assertThat(noticed(noisy, "memcached://" + server.address() + "?timeout=1s"))
                    .allMatch(NoiseTest::isTheOneRecord)
                    .hasSize(2);
        }
    }
}

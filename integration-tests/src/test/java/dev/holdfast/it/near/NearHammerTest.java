package dev.holdfast.it.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.servers.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three processes with near caches on one Redis, their connections being killed now and then. */
@Timeout(120)
class NearHammerTest {
    private static final int PROCESSES = 3;
    private static final int KEYS = 60;
    private static final Duration HAMMERING = Duration.ofSeconds(Integer.getInteger("holdfast.near.seconds", 4));

    private record Child(Process process, BufferedReader out) {
        static Child start(String url, int index) throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            NearProcess.class.getName(),
                            url,
                            Integer.toString(index),
                            Integer.toString(PROCESSES),
                            Integer.toString(KEYS))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Child(
                    process,
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
        }

        String line() {
            try {
                return String.valueOf(out.readLine());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        void goOn() {
            try {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static void killConnections(RedisServer server, boolean all) {
        server.cli("CLIENT", "LIST")
                .lines()
                .filter(line -> line.contains("cmd=") && !line.contains("cmd=client|list"))
                .filter(line -> all || line.contains("flags=t"))
                .map(line -> line.substring(line.indexOf("id=") + 3, line.indexOf(' ')))
                .forEach(id -> server.cli("CLIENT", "KILL", "ID", id));
    }

    @Test
    void processes_neverGoBackInTime_seeTheirOwnWrites_andAgreeInTheEnd() throws Exception {
        List<Child> children = new ArrayList<>();
        try (RedisServer server = RedisServer.started();
                DistributedCache cache = Caches.open(server.url())) {
            for (int i = 0; i < PROCESSES; i++) {
                children.add(Child.start(server.url() + "?trackingHeartbeat=100ms&connectTimeout=30s", i));
            }
            children.forEach(child -> assertThat(child.line()).isEqualTo("ready"));

            hammer(server);
            children.forEach(Child::goOn);
            children.forEach(child -> assertThat(child.line()).isEqualTo("quiet"));
            children.forEach(Child::goOn);

            long near = 0;
            long far = 0;
            for (Child child : children) {
                assertThat(child.line()).isEqualTo("fine");
                String[] figures = child.line().split(" ", -1);
                near += Long.parseLong(figures[0]);
                far += Long.parseLong(figures[1]);
                assertThat(Long.parseLong(figures[2])).as("invalidations").isPositive();
                assertThat(Long.parseLong(figures[3])).as("gaps").isPositive();
                assertThat(child.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            }
            TypedCache<Long> counts = cache.namespaced("near").typed(Codecs.int64());
            assertThat(counts.get("k0")).as("rounds of writes").isGreaterThan(2);
            assertThat(near).as("near hits beside " + far + " far ones").isGreaterThan(far / 10);
        } finally {
            children.forEach(child -> child.process().destroyForcibly());
        }
    }

    /** Now a connection that tells, now all connections. */
    private static void hammer(RedisServer server) {
        long end = System.nanoTime() + HAMMERING.toNanos();
        int[] round = new int[1];
        Awaitility.await()
                .atMost(HAMMERING.multipliedBy(4))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    killConnections(server, ++round[0] % 4 == 0);
                    return System.nanoTime() - end > 0;
                });
    }
}

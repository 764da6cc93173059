package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.Ports;
import dev.holdfast.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a cache leaves behind: nothing. */
class FootprintTest {
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("memcached") || name.contains("Reactor") || name.contains("Heal"))
                .collect(Collectors.toSet());
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void use(String url) {
        try (DistributedCache cache = Caches.open(url)) {
            cache.set("k", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
            assertThat(cache.get("k")).isEqualTo("v".getBytes(UTF_8));
            assertThat(threads()).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void close_leavesNoThreadSocketBeanOrLog() {
        try (ServerProcess server = ServerProcess.memcached()) {
            String url = "memcached://" + server.address() + "?timeout=1s";
            use(url); // loads classes, which opens files
            Integer beans = ManagementFactory.getPlatformMBeanServer().getMBeanCount();
            long files = openFiles();
            for (int i = 0; i < 10; i++) {
                use(url);
            }
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                assertThat(threads()).isEmpty();
                assertThat(openFiles()).isLessThanOrEqualTo(files + 1);
            });
            assertThat(ManagementFactory.getPlatformMBeanServer().getMBeanCount())
                    .isEqualTo(beans);
        }
    }

    @Test
    void failedOpen_leavesNothing() {
        Set<Throwable> thrown = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            thrown.add(catchThrowable(() -> Caches.open("memcached://127.0.0.1:" + Ports.free())));
        }
        assertThat(thrown).doesNotContainNull().hasSize(3);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    @SuppressWarnings("try") // closing is what is tried
    void close_whileTheServerHangs_waitsForNothing() {
        try (ServerProcess server = ServerProcess.memcached();
                DistributedCache cache = Caches.open("memcached://" + server.address())) {
            server.hang();
            assertThat(catchThrowable(() -> cache.get("k"))).isNotNull();
            long start = System.nanoTime();
            cache.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }
}

package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Versioned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Many threads at once, platform and virtual. */
@NullUnmarked // a null where there must be none fails the test
public interface ConcurrencyContract extends ContractTopic {
    /** All operations at once on few keys: no value is torn or mixed up, no call fails, and counts are exact. */
    @Test
    @Clause("CON-1")
    default void allOperations_byManyThreads_staySound() {
        String base = fresh("mixed");
        String counter = base + ":counter";
        try (DistributedCache cache = patientCache()) {
            cache.set(counter, bytes("0"), LONG);

            List<Integer> counted = Together.run(16, thread -> mixedOperations(cache, base, counter, thread));

            long sum = counted.stream().mapToLong(Integer::longValue).sum();
            assertThat(cache.get(counter)).isEqualTo(bytes(Long.toString(sum)));
        }
    }

    /** Many at once wait for each other as much as for a server: how long is not this topic's claim. */
    private DistributedCache patientCache() {
        return harness().open(Map.of("timeout", "10s"));
    }

    private static int mixedOperations(DistributedCache cache, String base, String counter, int thread) {
        int counted = 0;
        for (int i = 0; i < 100; i++) {
            String key = base + ":" + i % 5;
            byte[] value = bytes(key + " written by " + thread);
            switch ((thread + i) % 8) {
                case 0 -> cache.set(key, value, LONG);
                case 1 -> cache.add(key, value, LONG);
                case 2 -> cache.delete(key);
                case 3 -> cache.replace(key, value, LONG);
                case 4 -> {
                    Versioned seen = cache.gets(key);
                    if (seen != null) {
                        assertBelongsTo(key, seen.value());
                        assertThat(cache.cas(key, value, seen.token(), LONG)).isIn((Object[]) CasOutcome.values());
                    }
                }
                case 5 -> cache.getAll(Operations.keys(base, 5)).forEach(ConcurrencyContract::assertBelongsTo);
                case 6 -> {
                    cache.incr(counter, 1);
                    counted++;
                }
                default -> Optional.ofNullable(cache.get(key)).ifPresent(found -> assertBelongsTo(key, found));
            }
        }
        return counted;
    }

    private static void assertBelongsTo(String key, byte[] value) {
        assertThat(new String(value, StandardCharsets.UTF_8)).startsWith(key + " written by ");
    }

    /** Virtual threads (platform ones before JDK 21) get through, and on JDK 24 and later none is pinned while waiting. */
    @Test
    @Clause("CON-1")
    default void calls_byManyVirtualThreads_getThroughUnpinned() {
        try (DistributedCache cache = patientCache()) {
            if (Runtime.version().feature() < 24) {
                callByVirtualThreads(cache);
                return;
            }
            try (Recording recording = new Recording()) {
                recording.enable("jdk.VirtualThreadPinned").withStackTrace();
                recording.start();
                callByVirtualThreads(cache);
                recording.stop();
                assertThat(pinnedIn(recording)).as("pinned while waiting").isEmpty();
            }
        }
    }

    private void callByVirtualThreads(DistributedCache cache) {
        String counter = fresh("virtual");
        cache.set(counter, bytes("0"), LONG);
        Together.run(virtualThreads(), 500, thread -> {
            cache.incr(counter, 1);
            cache.getAll(List.of(counter, counter + ":absent"));
            cache.setAll(Map.of(counter + ":" + thread, bytes("v")), LONG);
            return cache.get(counter);
        });
        assertThat(cache.get(counter)).isEqualTo(bytes("500"));
    }

    private static List<String> pinnedIn(Recording recording) {
        try {
            Path file = Files.createTempFile("pinned", ".jfr");

            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            Files.delete(file);
            return events.stream()
                    .map(Object::toString)
                    .filter(event -> event.contains("dev.holdfast"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A thread a task: virtual where this JDK has them, which this suite, compiled for 17, can only ask by name. */
    private static ExecutorService virtualThreads() {
        Optional<Method> virtual = Stream.of(Executors.class.getMethods())
                .filter(method -> method.getName().equals("newVirtualThreadPerTaskExecutor"))
                .findAny();
        try {
            return virtual.isPresent()
                    ? (ExecutorService) virtual.get().invoke(null)
                    : Executors.newFixedThreadPool(500, work -> {
                        Thread thread = new Thread(work, "tck-many");
                        thread.setDaemon(true);
                        return thread;
                    });
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}

package dev.holdfast.cache.benchmarks.race;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What all threads of this JVM have used. The processor time is that of every thread, the collector's among them, to the
 * nanosecond; not that of the JIT compiler, which is over with some day. Where there is no {@code /proc}, it is that of
 * the whole process, to a hundredth of a second.
 */
final class Meter {
    private static final Path TASKS = Path.of("/proc/self/task");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<String, Boolean> compilers = new HashMap<>();

    long processorNanos() {
        if (!Files.isReadable(TASKS.resolveSibling("schedstat"))) {
            return process.getProcessCpuTime();
        }
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                sum += nanos(task);
            }
        } catch (IOException e) {
            throw new IllegalStateException("can't read " + TASKS, e);
        }
        return sum;
    }

    private long nanos(Path task) {
        try {
            if (isCompiler(task)) {
                return 0;
            }
            String schedule = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    private boolean isCompiler(Path task) throws IOException {
        String number = task.getFileName().toString();
        Boolean known = compilers.get(number);
        if (known == null) {
            String name = Files.readString(task.resolve("comm"));
            known = name.startsWith("C1 ") || name.startsWith("C2 ");
            compilers.put(number, known);
        }
        return known;
    }

    /** Bytes that all threads that live have allocated. */
    long allocatedBytes() {
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }
}

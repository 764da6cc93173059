package dev.holdfast.it.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds: its heap after a collection, its direct memory, its threads and its sockets.
 *
 * @param sockets none where there is no /proc
 */
record Footprint(long heapBytes, long directBytes, int threads, long sockets) {
    /** After the garbage is gone. */
    static Footprint now() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return new Footprint(
                heap(), direct(), ManagementFactory.getThreadMXBean().getThreadCount(), openSockets());
    }

    /** What the last collection left: what runs meanwhile makes more at once. */
    private static long heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong((MemoryPoolMXBean pool) -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    /** Of Netty too where it takes its memory without the JDK's leave. */
    private static long direct() {
        long buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return buffers + Math.max(0, io.netty.util.internal.PlatformDependent.usedDirectMemory());
    }

    private static long openSockets() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(Footprint::isSocket).count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** Fails if a cache under load holds more than it did: what is on its way at a moment differs by some. */
    void checkNotGrownSince(Footprint earlier) {
        assertThat(heapBytes).as("heap: %s, then %s", earlier, this).isLessThan(earlier.heapBytes + (64 << 20));
        assertThat(directBytes)
                .as("direct memory: %s, then %s", earlier, this)
                .isLessThan(earlier.directBytes + (64 << 20));
        assertThat(threads).as("threads").isLessThanOrEqualTo(earlier.threads + 8);
        assertThat(sockets).as("sockets").isLessThanOrEqualTo(earlier.sockets + 16);
    }

    /**
     * Fails if something is left of a cache that was closed. That takes a JVM in which Netty pools no buffers: its pool
     * keeps for the next up to four chunks of 8 MiB a processor, in which one of ours would not be seen.
     */
    void checkGoneBackTo(Footprint before) {
        assertThat(heapBytes).as("heap: %s, then %s", before, this).isLessThan(before.heapBytes + (16 << 20));
        assertThat(directBytes)
                .as("direct memory: %s, then %s", before, this)
                .isLessThan(before.directBytes + (1 << 20));
        assertThat(threads).as("threads").isLessThanOrEqualTo(before.threads + 2);
        assertThat(sockets).as("sockets").isLessThanOrEqualTo(before.sockets);
    }

    @Override
    public String toString() {
        return String.format(
                "heap %d MB, direct %d MB, %d threads, %d sockets",
                heapBytes >> 20, directBytes >> 20, threads, sockets);
    }
}

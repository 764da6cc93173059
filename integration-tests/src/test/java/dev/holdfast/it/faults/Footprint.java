package dev.holdfast.it.faults;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What this process takes of its machine: threads and memory. */
final class Footprint {
    /** The JDK's and Netty's own, a few for the whole JVM, which come and go as they like. */
    private static final Set<String> OTHERS = Set.of(
            "process reaper", "Common-Cleaner", "Attach Listener", "ForkJoinPool.commonPool", "globalEventExecutor");

    /** Of Reactor's scheduler, as many as there are processors: Lettuce's first look-up of a master starts them. */
    private static final String REACTORS = "parallel-";

    private Footprint() {}

    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> OTHERS.stream().noneMatch(thread.getName()::startsWith))
                .filter(thread -> !isReactors(thread))
                .collect(Collectors.toSet());
    }

    /** A second scheduler's, which would not be the shared one, have higher numbers. */
    private static boolean isReactors(Thread thread) {
        return IntStream.rangeClosed(1, Runtime.getRuntime().availableProcessors())
                .anyMatch(i -> thread.isDaemon() && thread.getName().equals(REACTORS + i));
    }

    /** The names of those that were not there before. */
    static Set<String> since(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                .map(Thread::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Bytes in use that can't be collected. */
    static long heapBytes() {
        for (int i = 0; i < 2; i++) {
            ManagementFactory.getMemoryMXBean().gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

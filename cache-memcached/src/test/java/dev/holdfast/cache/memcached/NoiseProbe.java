package dev.holdfast.cache.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** In a JVM of its own: opens, uses and closes caches, and prints all that anybody else would notice of them. */
final class NoiseProbe {
    private static final Logger ROOT = Logger.getLogger("");

    private NoiseProbe() {}

    public static void main(String[] urls) throws IOException {
        Queue<String> records = listen();
        use(urls[0]); // what the JDK keeps for the first socket of a JVM stays
        for (String url : urls) {
            Set<String> before = footprint();
            Set<String> during = use(url);
            during.removeIf(trace -> before.contains(trace) || !isForOthers(trace));
            during.forEach(trace -> System.out.println("while open: " + trace));
            leftBehind(before).forEach(trace -> System.out.println("after close: " + trace));
        }
        records.forEach(System.out::println);
    }

    private static Queue<String> listen() {
        Queue<String> records = new ConcurrentLinkedQueue<>();
        for (Handler console : ROOT.getHandlers()) {
            ROOT.removeHandler(console);
        }
        ROOT.addHandler(new Handler() {
            @Override
            public void publish(LogRecord entry) {
                records.add("log: " + entry.getLevel() + " " + entry.getLoggerName() + ": " + entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
        return records;
    }

    /** The footprint while the cache is open. */
    private static Set<String> use(String url) throws IOException {
        try (DistributedCache cache = Caches.open(url)) {
            cache.set("k", "v".getBytes(UTF_8), Ttl.ofMinutes(1));
            cache.getAll(List.of("k", "absent"));
            return footprint();
        }
    }

    /** Threads and sockets are how a cache works; the rest would be seen by others. */
    private static boolean isForOthers(String trace) {
        return trace.startsWith("bean") || trace.startsWith("shutdown hook");
    }

    private static Set<String> leftBehind(Set<String> before) {
        Supplier<Set<String>> more = () -> {
            Set<String> now = new HashSet<>(footprint());
            now.removeAll(before);
            return now;
        };
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> more.get().isEmpty());
        } catch (ConditionTimeoutException e) {
            return more.get();
        }
        return Set.of();
    }

    private static Set<String> footprint() {
        Set<String> all = new TreeSet<>();
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("awaitility"))
                .forEach(thread -> all.add("thread " + thread.getName()));
        ManagementFactory.getPlatformMBeanServer().queryNames(null, null).forEach(name -> all.add("bean " + name));
        shutdownHooks()
                .forEach(hook -> all.add("shutdown hook " + hook.getClass().getName() + " " + hook.getName()));
        all.addAll(sockets());
        return all;
    }

    @SuppressWarnings("unchecked")
    private static Set<Thread> shutdownHooks() {
        try {
            Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            hooks.setAccessible(true);
            return Set.copyOf(((Map<Thread, Thread>) hooks.get(null)).keySet());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the JVM was started without --add-opens", e);
        }
    }

    private static Set<String> sockets() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(NoiseProbe::target)
                    .filter(target -> target.startsWith("socket:") || target.contains("eventpoll"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            return Set.of(); // no Linux
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return "closed meanwhile";
        }
    }
}

package dev.holdfast.cache.benchmarks.memory;

import dev.holdfast.cache.benchmarks.Courses;
import dev.holdfast.cache.benchmarks.JavaProcess;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.benchmarks.race.Where;
import dev.holdfast.cache.benchmarks.store.Store;
import dev.holdfast.cache.benchmarks.store.StoreContender;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Weighs one client in this JVM: opens it again and again, and lets calls wait for a server that is stopped. */
public final class Memory {
    private static final int BATCHES = 5;
    private static final int INSTANCES = 8;
    private static final int CALLS = 200;
    private static final Duration SETTLING = Duration.ofMillis(300);
    private static final int MOST_COLLECTIONS = 20;
    private static final long STABLE_BYTES = 1024;
    private static final Duration CLEANING = Duration.ofMillis(20);

    private final StoreContender contender;
    private final Where where;
    private final List<Store> stores = new ArrayList<>();

    private Memory(StoreContender contender, int port) {
        this.contender = contender;
        this.where = new Where(List.of("127.0.0.1:" + port), "");
    }

    /**
     * Weighs it.
     *
     * @param arguments the group, the contender, and the file for the row
     */
    public static void main(String[] arguments) {
        JavaProcess.end(() -> weigh(arguments));
    }

    private static void weigh(String[] arguments) throws Exception {
        StoreContender contender = contender(arguments[0], arguments[1]);
        Footprint footprint;
        if (arguments[0].equals("redis")) {
            try (RedisServer server = RedisServer.started()) {
                footprint = new Memory(contender, server.port()).weigh(server::pause);
            }
        } else {
            try (ServerProcess server = ServerProcess.memcached("-c", "4096")) {
                footprint = new Memory(contender, server.port()).weigh(server::hang);
            }
        }
        Files.writeString(Path.of(arguments[2]), footprint.row());
    }

    private static StoreContender contender(String group, String name) {
        for (Contender contender : Courses.named(group).contenders()) {
            if (contender.name().equals(name)) {
                return (StoreContender) contender;
            }
        }
        throw new IllegalArgumentException("there is no contender " + name);
    }

    private Footprint weigh(Runnable hang) throws Exception {
        open(); // loads classes, and starts what all instances share
        open();
        double threads = threads();
        double files = files();
        double[] heaps = new double[BATCHES + 1];
        heaps[0] = heap();
        for (int batch = 1; batch <= BATCHES; batch++) {
            for (int i = 0; i < INSTANCES; i++) {
                open();
            }
            heaps[batch] = heap();
        }
        double[] grown = IntStream.range(0, BATCHES)
                .mapToDouble(batch -> (heaps[batch + 1] - heaps[batch]) / INSTANCES)
                .sorted()
                .toArray();
        double instanceThreads = (threads() - threads) / (BATCHES * INSTANCES);
        double instanceFiles = (files() - files) / (BATCHES * INSTANCES);
        CountDownLatch end = new CountDownLatch(1);
        double thread = eachOf(end::await);
        end.countDown();
        hang.run();
        double call = eachOf(this::call);
        return new Footprint(
                contender.title(), grown[BATCHES / 2], instanceThreads, instanceFiles, Math.max(0, call - thread));
    }

    private void open() throws Exception {
        Store store = contender.open(where);
        store.set("key", new byte[10]);
        if (store.get("key") == null) {
            throw new IllegalStateException("what was stored is not there");
        }
        stores.add(store);
    }

    private void call() throws Exception {
        byte[] unused = stores.get(0).get("key");
    }

    /** What threads take up of the heap that wait in that way, each. */
    private static double eachOf(Waiting way) throws InterruptedException {
        double before = heap();
        AtomicInteger waiting = new AtomicInteger();
        for (int i = 0; i < CALLS; i++) {
            Thread thread = new Thread(
                    () -> {
                        waiting.incrementAndGet();
                        try {
                            way.await();
                        } catch (Exception e) {
                            Thread.currentThread().interrupt();
                        }
                        waiting.decrementAndGet();
                    },
                    "caller");
            thread.setDaemon(true);
            thread.start();
        }
        settle();
        double each = (heap() - before) / CALLS;
        if (waiting.get() != CALLS) {
            throw new IllegalStateException(waiting + " of " + CALLS + " wait: the figures are not theirs");
        }
        return each;
    }

    /** What a thread does that waits. */
    @FunctionalInterface
    private interface Waiting {
        void await() throws Exception;
    }

    private static void settle() {
        long end = System.nanoTime() + SETTLING.toNanos();
        for (long left = SETTLING.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** What is in use once collecting frees nothing more: some goes only after its cleaner ran. */
    private static double heap() {
        long used = Long.MAX_VALUE;
        for (int tries = 0; tries < MOST_COLLECTIONS; tries++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (Math.abs(used - now) < STABLE_BYTES) {
                return now;
            }
            used = now;
            LockSupport.parkNanos(CLEANING.toNanos());
        }
        return used;
    }

    private static double threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static double files() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}

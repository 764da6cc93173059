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
import java.util.concurrent.locks.LockSupport;

/** Weighs one client in this JVM: opens it again and again, and lets calls wait for a server that is stopped. */
public final class Memory {
    private static final int INSTANCES = 16;
    private static final int CALLS = 100;
    private static final Duration SETTLING = Duration.ofMillis(500);

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
        double heap = heap();
        double threads = threads();
        double files = files();
        for (int i = 0; i < INSTANCES; i++) {
            open();
        }
        double opened = heap();
        double instanceThreads = (threads() - threads) / INSTANCES;
        double instanceFiles = (files() - files) / INSTANCES;
        double thread = threadBytes();
        double idle = heap();
        hang.run();
        CountDownLatch calling = new CountDownLatch(CALLS);
        for (int i = 0; i < CALLS; i++) {
            start(() -> call(calling));
        }
        calling.await();
        settle();
        double waiting = (heap() - idle) / CALLS - thread;
        return new Footprint(
                contender.title(), (opened - heap) / INSTANCES, instanceThreads, instanceFiles, Math.max(0, waiting));
    }

    private void open() throws Exception {
        Store store = contender.open(where);
        store.set("key", new byte[10]);
        if (store.get("key") == null) {
            throw new IllegalStateException("what was stored is not there");
        }
        stores.add(store);
    }

    private void call(CountDownLatch calling) {
        calling.countDown();
        try {
            byte[] unused = stores.get(0).get("key");
        } catch (Exception e) {
            System.err.println("a call did not wait: " + e);
        }
    }

    /** What a thread that waits takes up of the heap. */
    private double threadBytes() throws InterruptedException {
        double before = heap();
        CountDownLatch waiting = new CountDownLatch(CALLS);
        CountDownLatch end = new CountDownLatch(1);
        for (int i = 0; i < CALLS; i++) {
            start(() -> {
                waiting.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        waiting.await();
        settle();
        double bytes = (heap() - before) / CALLS;
        end.countDown();
        settle();
        return bytes;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "caller");
        thread.setDaemon(true);
        thread.start();
    }

    private static void settle() {
        long end = System.nanoTime() + SETTLING.toNanos();
        for (long left = SETTLING.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static double files() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }
}

package dev.holdfast.cache.benchmarks.stampede;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * One process of the crowd. For each key it is told it has its threads ask at once, and says how often it loaded and how
 * many microseconds each thread waited.
 */
public final class Herd {
    static final int THREADS = 64;
    static final Duration LOAD = Duration.ofMillis(50);

    private final Reader reader;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger loads = new AtomicInteger();

    private Herd(Reader reader) {
        this.reader = reader;
    }

    /**
     * Waits for keys, one a line, until there are no more.
     *
     * @param arguments which reader, the server's port, and how long to warm up
     * @throws Exception what a reader throws
     */
    public static void main(String[] arguments) throws Exception {
        BufferedReader keys = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        Herd herd = new Herd(Readers.valueOf(arguments[0]).open(Integer.parseInt(arguments[1])));
        herd.warmUp(Duration.parse(arguments[2]));
        System.out.println("ready");
        for (String key = keys.readLine(); key != null; key = keys.readLine()) {
            System.out.println(herd.ask(key, LOAD));
        }
        System.exit(0); // some clients leave threads behind
    }

    /**
     * Asks for keys of its own, which take no time to load, until the compiler has little left to do: it would take the
     * processors from those who wait.
     */
    private void warmUp(Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        for (int i = 0; System.nanoTime() < end; i++) {
            ask("warm-up:" + ProcessHandle.current().pid() + ":" + i, Duration.ZERO);
        }
    }

    private String ask(String key, Duration load) throws Exception {
        loads.set(0);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<Long>> waits = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            waits.add(threads.submit(() -> {
                start.await();
                long began = System.nanoTime();
                String value = reader.read(key, () -> load(key, load));
                long micros = Duration.ofNanos(System.nanoTime() - began).toNanos() / 1_000;
                if (!value.equals("value of " + key)) {
                    throw new IllegalStateException("read '" + value + "' under " + key);
                }
                return micros;
            }));
        }
        List<String> micros = new ArrayList<>();
        for (Future<Long> wait : waits) {
            micros.add(Long.toString(wait.get()));
        }
        return micros.stream().collect(Collectors.joining(" ", loads.get() + " ", ""));
    }

    private String load(String key, Duration takes) {
        loads.incrementAndGet();
        long end = System.nanoTime() + takes.toNanos();
        for (long left = takes.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return "value of " + key;
    }
}

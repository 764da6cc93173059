package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The command behind the table in {@code docs/circuit-breaker.md}: every client meets every trouble, five seconds each,
 * under four threads that read and write.
 */
public final class Outage {
    private static final int THREADS = 4;
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Client client;
    private final TroubledServer server;
    private final AtomicLongArray started = new AtomicLongArray(THREADS);
    private final AtomicLong longestNanos = new AtomicLong();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean over;

    private Outage(Client client, TroubledServer server) {
        this.client = client;
        this.server = server;
    }

    /**
     * Runs it, for some three minutes in all.
     *
     * @param arguments names of clients, such as {@code LETTUCE}; all if there are none
     * @throws IOException if a client can't connect
     */
    public static void main(String[] arguments) throws IOException {
        List<Clients> chosen = arguments.length == 0
                ? List.of(Clients.values())
                : Arrays.stream(arguments)
                        .map(name -> Clients.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
        for (Trouble trouble : Trouble.values()) {
            System.out.printf("%nThe server is %s for %d s.%n%n", trouble.title(), AWAY.toSeconds());
            System.out.println("| | longest call | answers a second | failures a second | back after |");
            System.out.println("|---|---:|---:|---:|---:|");
            for (Clients kind : chosen) {
                System.out.println(row(kind, tried(kind, trouble)));
            }
        }
        System.exit(0); // some clients leave threads behind
    }

    private static Experience tried(Clients kind, Trouble trouble) throws IOException {
        try (TroubledServer server = new TroubledServer(kind.isRedis())) {
            Client client = kind.open(server.wire().port());
            try {
                return new Outage(client, server).play(trouble);
            } finally {
                closeAside(client);
            }
        }
    }

    /** Not every client can be closed in finite time. */
    static void closeAside(Client client) {
        Thread closer = new Thread(() -> {
            try {
                client.close();
            } catch (IOException | RuntimeException e) {
                System.err.println("closing failed: " + e);
            }
        });
        closer.setDaemon(true);
        closer.start();
    }

    private Experience play(Trouble trouble) {
        for (int i = 0; i < THREADS; i++) {
            int own = i;
            Thread thread = new Thread(() -> call(own), "caller-" + i);
            thread.setDaemon(true);
            thread.start();
        }
        while (answered.sum() < 100 * THREADS) {
            pause(PAUSE); // the first calls load classes, and some connect
        }
        pause(BEFORE);
        longestNanos.set(0);
        trouble.begin(server);
        answered.reset();
        failed.reset();
        pause(AWAY);
        double answers = answered.sum() / (double) AWAY.toSeconds();
        double failures = failed.sum() / (double) AWAY.toSeconds();
        trouble.end(server);
        Duration recovery = recovery();
        pause(Duration.ofMillis(200));
        over = true;
        return new Experience(Duration.ofNanos(longest()), answers, failures, recovery);
    }

    private void call(int own) {
        while (!over) {
            long start = System.nanoTime();
            started.set(own, start);
            try {
                if (own == 0) {
                    client.set("probe", Long.toString(written.incrementAndGet()));
                } else {
                    client.get("probe");
                }
                answered.increment();
            } catch (Exception e) {
                failed.increment();
            }
            started.set(own, 0);
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private long longest() {
        long longest = longestNanos.get();
        long now = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            long start = started.get(i);
            longest = start == 0 ? longest : Math.max(longest, now - start);
        }
        return longest;
    }

    /** Looks at the server itself. */
    private @Nullable Duration recovery() {
        long back = System.nanoTime();
        long last = written.get();
        while (System.nanoTime() - back < PATIENCE.toNanos()) {
            String stored = server.read("probe");
            if (stored.matches("[0-9]+") && Long.parseLong(stored) > last) {
                return Duration.ofNanos(System.nanoTime() - back);
            }
            pause(PAUSE);
        }
        return null;
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String row(Clients kind, Experience lived) {
        List<String> cells = new ArrayList<>();
        cells.add(kind.title());
        cells.add(millis(lived.longest()));
        cells.add(String.format(Locale.ROOT, "%,.0f", lived.answered()));
        cells.add(String.format(Locale.ROOT, "%,.0f", lived.failed()));
        cells.add(lived.recovery() == null ? "not in " + PATIENCE.toSeconds() + " s" : millis(lived.recovery()));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%,d ms", duration.toMillis());
    }
}

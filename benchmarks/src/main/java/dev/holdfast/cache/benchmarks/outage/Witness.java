package dev.holdfast.cache.benchmarks.outage;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One client on a server of its own, with callers who write down what they live through. */
final class Witness {
    private static final int CALLERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Clients kind;
    private final TroubledServer server;
    private final Client client;
    private final AtomicLongArray started = new AtomicLongArray(CALLERS);
    private final AtomicLongArray calls = new AtomicLongArray(CALLERS);
    private volatile @Nullable Diary diary;
    private volatile boolean over;

    Witness(Clients kind) throws IOException {
        this.kind = kind;
        server = new TroubledServer(kind.isRedis());
        client = kind.open(server.wire().port());
        for (int i = 0; i < CALLERS; i++) {
            int own = i;
            Thread thread = new Thread(() -> call(own), "caller-of-" + kind);
            thread.setDaemon(true);
            thread.start();
        }
    }

    Clients kind() {
        return kind;
    }

    TroubledServer server() {
        return server;
    }

    /** Whether its first calls, which load classes, and some of which connect, are over. */
    boolean isWarm() {
        for (int i = 0; i < CALLERS; i++) {
            if (calls.get(i) < 50) {
                return false;
            }
        }
        return true;
    }

    void write(Diary pages) {
        diary = pages;
    }

    private void call(int own) {
        while (!over) {
            long start = System.nanoTime();
            started.set(own, start);
            boolean answered = isAnswered(own);
            long end = System.nanoTime();
            started.set(own, 0);
            calls.incrementAndGet(own);
            Diary pages = diary;
            if (pages != null) {
                pages.add(start, end, answered);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean isAnswered(int own) {
        try {
            if (own == 0) {
                client.set("probe", Long.toString(calls.get(own)));
            } else {
                Object unused = client.get("probe");
            }
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    /** Ends it; calls that are not over are written down as they stand. */
    void end() {
        over = true;
        Diary pages = diary;
        for (int i = 0; i < CALLERS; i++) {
            long start = started.get(i);
            if (pages != null && start != 0) {
                pages.addLength(start, System.nanoTime());
            }
        }
        Outage.closeAside(client);
        server.close();
    }
}

package dev.holdfast.it.near;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.near.Coherence;
import dev.holdfast.cache.recipes.near.NearCache;
import dev.holdfast.cache.recipes.near.NearFigures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/**
 * One process of many on one server: writes its own keys, reads all of them through a near cache, and ends with a
 * complaint if what it read went back in time, if it did not see its own write, or if what it holds in the end is not what
 * is there. Each key's values grow by one, and have one writer.
 */
final class NearProcess {
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final int READERS = 3;

    private final NearCache<Long> near;
    private final TypedCache<Long> shared;
    private final int index;
    private final int processes;
    private final AtomicLongArray floors;
    private final AtomicReference<String> violation = new AtomicReference<>();
    private volatile boolean over;

    private NearProcess(NearCache<Long> near, int index, int processes, int keys) {
        this.near = near;
        this.shared = near.shared();
        this.index = index;
        this.processes = processes;
        this.floors = new AtomicLongArray(keys);
    }

    public static void main(String[] arguments) throws Exception {
        int index = Integer.parseInt(arguments[1]);
        int processes = Integer.parseInt(arguments[2]);
        int keys = Integer.parseInt(arguments[3]);
        try (DistributedCache cache = Caches.open(arguments[0]);
                NearCache<Long> near = NearCache.over(cache.namespaced("near").typed(Codecs.int64()))
                        .coherence(Coherence.TRACKING)
                        .nearTtl(Duration.ofHours(1)) // nothing but the server's word
                        .build()) {
            NearProcess process = new NearProcess(near, index, processes, keys);
            process.run();
        }
    }

    /** Says {@code ready}, goes on until a line comes, says {@code quiet}, and settles when the next one comes. */
    private void run() throws Exception {
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(this::write));
        for (int i = 0; i < READERS; i++) {
            threads.add(new Thread(this::read));
        }
        System.out.println("ready");
        threads.forEach(Thread::start);
        System.in.read();
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("quiet");
        System.in.read();
        settle();
        NearFigures figures = near.figures();
        System.out.println(violation.get() == null ? "fine" : "violation " + violation.get());
        System.out.println(figures.near() + " " + figures.far() + " " + figures.invalidations() + " " + figures.gaps());
    }

    private static String key(int number) {
        return "k" + number;
    }

    private void write() {
        for (long value = 1; !over; value++) {
            for (int key = index; key < floors.length(); key += processes) {
                try {
                    if (ThreadLocalRandom.current().nextBoolean()) {
                        near.set(key(key), value, HOUR);
                        raise(key, value);
                        check(key, near.get(key(key)), value, "own write");
                    } else {
                        shared.set(key(key), value, HOUR); // past the near cache, as another program would
                    }
                } catch (CacheException e) {
                    // nobody knows; the next value is greater in any case
                }
            }
        }
    }

    private void read() {
        while (!over) {
            int key = ThreadLocalRandom.current().nextInt(floors.length());
            long floor = floors.get(key);
            try {
                Long value = ThreadLocalRandom.current().nextInt(10) == 0
                        ? near.getAll(List.of(key(key), key((key + 1) % floors.length())))
                                .get(key(key))
                        : near.get(key(key));
                check(key, value, floor, "read");
                if (value != null) {
                    raise(key, value);
                }
            } catch (CacheException e) {
                // the connection was cut
            }
        }
    }

    private void raise(int key, long value) {
        floors.accumulateAndGet(key, value, Math::max);
    }

    private void check(int key, Long value, long floor, String what) {
        if ((value == null ? 0 : value) < floor) {
            violation.compareAndSet(null, what + " of " + key(key) + ": " + value + " after " + floor);
        }
    }

    private void settle() {
        for (int i = 0; i < floors.length(); i++) {
            String key = key(i);
            try {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .pollInterval(Duration.ofMillis(1))
                        .ignoreExceptionsInstanceOf(CacheException.class)
                        .until(() -> shared.get(key) != null && shared.get(key).equals(near.get(key)));
            } catch (org.awaitility.core.ConditionTimeoutException e) {
                violation.compareAndSet(
                        null, "in the end " + key + " is " + near.get(key) + ", not " + shared.get(key));
            }
        }
    }
}

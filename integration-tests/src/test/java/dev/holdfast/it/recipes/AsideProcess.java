package dev.holdfast.it.recipes;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One process of a fleet, told by its parent what to do, line by line. */
public final class AsideProcess {
    static final int THREADS = 64;
    static final Duration LEASE = Duration.ofSeconds(1);

    private final DistributedCache cache;
    private final CacheAside<String> aside;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    private AsideProcess(String url) {
        cache = Caches.open(url);
        aside = CacheAside.of(
                cache,
                Codecs.utf8(),
                CacheAsideOptions.ttl(Duration.ofMinutes(5)).leaseTtl(LEASE).build());
    }

    /**
     * Obeys {@code get key loadMillis startMillis} and {@code hold key} until its input ends.
     *
     * @param args the cache's URL
     * @throws Exception if anything fails: the parent sees it
     */
    public static void main(String[] args) throws Exception {
        AsideProcess process = new AsideProcess(args[0]);
        for (int i = 0; i < 20; i++) {
            process.getAll("warm:" + ProcessHandle.current().pid() + ":" + i, 1, 0);
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("hold")) {
                process.hold(words[1]);
            } else {
                System.out.println(process.getAll(words[1], Long.parseLong(words[2]), Long.parseLong(words[3])));
            }
        }
        System.exit(0);
    }

    private void hold(String key) {
        threads.execute(() -> aside.get(key, load -> {
            count(key);
            System.out.println("holding");
            LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(5));
            return "never";
        }));
    }

    private void count(String key) {
        cache.incr("loads:" + key, 1, 1, Ttl.ofMinutes(10));
    }

    /** All threads ask at that moment; answers how long each took, in microseconds. */
    private String getAll(String key, long loadMillis, long startMillis) throws Exception {
        List<Future<Long>> callers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            callers.add(threads.submit(() -> {
                long early = startMillis - System.currentTimeMillis();
                if (early > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(early));
                }
                long began = System.nanoTime();
                String value = aside.get(key, load -> {
                    count(key);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(loadMillis));
                    return "value of " + key;
                });
                if (!("value of " + key).equals(value)) {
                    throw new IllegalStateException("another value: " + value);
                }
                return (System.nanoTime() - began) / 1000;
            }));
        }
        StringBuilder line = new StringBuilder("took");
        for (Future<Long> caller : callers) {
            line.append(' ').append(caller.get(60, TimeUnit.SECONDS));
        }
        return line.toString();
    }
}

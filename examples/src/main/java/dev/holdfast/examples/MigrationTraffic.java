package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Eight threads that read articles through a cache before a slow source, change some, and count their visits. */
final class MigrationTraffic implements AutoCloseable {
    static final int THREADS = 8;

    private static final String VISITS = "visits";
    private static final Ttl TTL = Ttl.ofMinutes(2);
    private static final Duration SOURCE_TAKES = Duration.ofMillis(3);
    private static final int ARTICLES_A_CALL = 250;

    /** Of so many reads one is followed by a change of the article, which deletes it from the cache. */
    private static final int READS_A_CHANGE = 50;

    private final Supplier<DistributedCache> cache;
    private final int articles;
    private final LongAdder reads = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder queries = new LongAdder();
    private final LongAdder visits = new LongAdder();
    private final Queue<CacheException> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private volatile boolean over;

    /** The cache is asked for at each step, for it may be another one then. */
    MigrationTraffic(Supplier<DistributedCache> cache, int articles) {
        this.cache = cache;
        this.articles = articles;
    }

    List<String> keys() {
        return IntStream.range(0, articles).mapToObj(MigrationTraffic::key).toList();
    }

    private static String key(int article) {
        return "article:" + article;
    }

    private static byte[] value(String key) {
        return ("the text of " + key).getBytes(US_ASCII);
    }

    /** Fills the cache with every article. */
    void fill() {
        List<String> keys = keys();
        for (int from = 0; from < articles; from += ARTICLES_A_CALL) {
            Map<String, byte[]> some = new LinkedHashMap<>();
            keys.subList(from, Math.min(from + ARTICLES_A_CALL, articles)).forEach(key -> some.put(key, value(key)));
            cache.get().setAll(some, TTL);
        }
    }

    void start(SplittableRandom random) {
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom own = random.split();
            Zipf popularity = new Zipf(articles, own);
            threads.execute(() -> work(own, popularity));
        }
    }

    private void work(SplittableRandom random, Zipf popularity) {
        while (!over) {
            try {
                step(cache.get(), key(popularity.next()), random);
            } catch (CacheException e) {
                failures.add(e);
            }
            LockSupport.parkNanos(300_000);
        }
    }

    private void step(DistributedCache now, String key, SplittableRandom random) {
        byte[] found = now.get(key);
        reads.increment();
        if (found != null) {
            hits.increment();
        } else {
            queries.increment();
            LockSupport.parkNanos(SOURCE_TAKES.toNanos());
            now.set(key, value(key), TTL);
        }
        if (random.nextInt(READS_A_CHANGE) == 0) {
            now.delete(key);
            now.incr(VISITS, 1, 1, TTL);
            visits.increment();
        }
    }

    MigrationTick tick(int stretch) {
        return new MigrationTick(stretch, reads.sumThenReset(), hits.sumThenReset(), queries.sumThenReset());
    }

    List<CacheException> failures() {
        return List.copyOf(failures);
    }

    /** How many visits were counted, as the threads know. */
    long visits() {
        return visits.sum();
    }

    /** How many visits the cache says there were. */
    long visitsInCache() {
        byte @Nullable [] counted = cache.get().get(VISITS);
        return counted == null ? 0 : Long.parseLong(new String(counted, US_ASCII));
    }

    @Override
    public void close() {
        end();
    }

    /** Waits for the calls under way. */
    void end() {
        over = true;
        threads.shutdown();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

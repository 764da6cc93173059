package dev.holdfast.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.BreakerState;
import dev.holdfast.cache.observe.CacheStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads that read through a cache before a slow source, and one that keeps writing prices. */
final class OutageTraffic implements AutoCloseable {
    static final int READERS = 8;

    private static final int ARTICLES = 500;
    private static final int PRICES = 20;
    private static final Ttl ARTICLE_TTL = Ttl.ofSeconds(5);
    private static final Ttl PRICE_TTL = Ttl.ofMinutes(2);
    private static final Duration SOURCE_TAKES = Duration.ofMillis(3);

    private final DistributedCache cache;
    private final AtomicReference<CacheStats> sinceTick;
    private final LongAdder queries = new LongAdder();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger older = new AtomicInteger();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLongArray written = new AtomicLongArray(PRICES);
    private final List<Runnable> work = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(READERS + 1);
    private volatile boolean over;

    /** The statistics are those of the cache given, and are taken away at each tick. */
    OutageTraffic(DistributedCache cache, AtomicReference<CacheStats> sinceTick, SplittableRandom random) {
        this.cache = cache;
        this.sinceTick = sinceTick;
        work.add(() -> write(random.split()));
        for (int i = 0; i < READERS; i++) {
            SplittableRandom own = random.split();
            work.add(() -> read(own, new Zipf(ARTICLES, own)));
        }
    }

    void start() {
        work.forEach(job -> threads.execute(() -> {
            while (!over) {
                try {
                    job.run();
                } catch (CacheException e) {
                    failures.incrementAndGet();
                }
            }
        }));
    }

    private void read(SplittableRandom random, Zipf popularity) {
        String article = "article:" + popularity.next();
        if (timedGet(article) == null) {
            queries.increment();
            LockSupport.parkNanos(SOURCE_TAKES.toNanos());
            cache.set(article, article.getBytes(US_ASCII), ARTICLE_TTL.withJitter(0.5, random));
        }
        int price = random.nextInt(PRICES);
        long before = written.get(price);
        byte[] read = timedGet("price:" + price);
        if (read != null && Long.parseLong(new String(read, US_ASCII)) < before) {
            older.incrementAndGet();
        }
        LockSupport.parkNanos(300_000);
    }

    private byte @Nullable [] timedGet(String key) {
        long start = System.nanoTime();
        try {
            return cache.get(key);
        } finally {
            longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private void write(SplittableRandom random) {
        int price = random.nextInt(PRICES);
        long next = written.get(price) + 1;
        cache.set("price:" + price, Long.toString(next).getBytes(US_ASCII), PRICE_TTL);
        written.set(price, next);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }

    /** The calls since the last time, their p99 and the source's queries. */
    OutageTick tick(boolean isServerUp, BreakerState state) {
        CacheStats tick = sinceTick.getAndSet(new CacheStats());
        return new OutageTick(
                isServerUp,
                state,
                tick.calls(Operation.GET) + tick.calls(Operation.SET),
                tick.latency(Operation.GET, 0.99),
                queries.sumThenReset());
    }

    int failures() {
        return failures.get();
    }

    int older() {
        return older.get();
    }

    Duration longest() {
        return Duration.ofNanos(longestNanos.get());
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

package dev.holdfast.it.recipes.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.fleet.Counter;
import dev.holdfast.cache.recipes.fleet.CounterFlush;
import dev.holdfast.cache.recipes.fleet.CounterSource;
import dev.holdfast.cache.recipes.fleet.Once;
import dev.holdfast.cache.recipes.fleet.Refresher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What a process of a fleet does: says that it is ready, waits for a line, plays its part and says what it did. */
final class Member {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final DistributedCache cache;
    private final Path directory;
    private final String name;

    private Member(DistributedCache cache, Path directory, String name) {
        this.cache = cache;
        this.directory = directory;
        this.name = name;
    }

    /** The parts. */
    enum Part {
        COUNTS,
        RESTORES,
        DOES_ONCE,
        REFRESHES
    }

    public static void main(String[] arguments) throws Exception {
        Part part = Part.valueOf(arguments[0]);
        try (DistributedCache cache = Caches.open(arguments[1])) {
            Member member = new Member(cache, Path.of(arguments[2]), arguments[3]);
            cache.get("warm");
            say("ready");
            new BufferedReader(new InputStreamReader(System.in, UTF_8)).readLine();
            switch (part) {
                case COUNTS -> member.counts();
                case RESTORES -> member.restores();
                case DOES_ONCE -> member.doesOnce();
                case REFRESHES -> member.refreshes();
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Counts with four threads until 6,000 are counted; tells how many as it goes. */
    private void counts() throws InterruptedException {
        AtomicLong counted = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Counter counter = Counter.builder(cache, new FileSource(directory))
                .writer(name)
                .flush(Duration.ofMillis(20), 200)
                .patience(Duration.ofSeconds(30))
                .build();
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 1_500; n++) {
                    counter.add("count:" + n % 3, 1);
                    long now = counted.incrementAndGet();
                    if (now % 500 == 0) {
                        counter.flush();
                        say("counted " + now);
                    }
                }
            });
        }
        threads.shutdown();
        if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("counting does not end");
        }
        counter.close();
        say("done " + counted);
    }

    /** Asks 16 times at once for a counter that is absent, whose source is slow. */
    private void restores() throws Exception {
        CounterSource slow = new CounterSource() {
            private final FileSource source = new FileSource(directory);

            @Override
            public Map<String, Long> load(Collection<String> keys) {
                Map<String, Long> totals = source.load(keys);
                say("loading");
                LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
                return totals;
            }

            @Override
            public Map<String, Long> apply(CounterFlush flush) {
                return source.apply(flush);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try (Counter counter = Counter.builder(cache, slow)
                .lease(Duration.ofSeconds(3))
                .patience(Duration.ofSeconds(30))
                .build()) {
            for (var count : threads.invokeAll(java.util.Collections.nCopies(16, () -> counter.count("slow")))) {
                say("count " + count.get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Does 400 things in one order, each by a line in a file. */
    private void doesOnce() {
        Once once = Once.builder(cache, HOUR).build();
        for (int i = 0; i < 400; i++) {
            int number = i;
            once.run("mail:" + number, () -> append("mails", number + " " + name));
        }
        say("done");
    }

    /** Refreshes until it is killed. */
    private void refreshes() throws IOException {
        Duration period = Duration.ofMillis(Long.getLong("period"));
        Refresher<String> refresher = Refresher.builder(cache, "rates", Codecs.utf8(), () -> {
                    append("refreshes", name);
                    return Long.toString(System.nanoTime());
                })
                .period(period)
                .lease(Duration.ofSeconds(3))
                .start();
        say("started " + refresher);
        System.in.read();
    }

    private void append(String file, String line) {
        try {
            Files.writeString(
                    directory.resolve(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

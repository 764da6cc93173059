package dev.holdfast.cache.recipes.fleet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheTimeoutException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.tck.fake.FakeScheduler;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Scene;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Two processes count, restore and flush while the cache loses the counter, in every order of their steps. */
class CounterEveryOrderTest {
    private static final long TOTAL_BEFORE = 10;

    /** One run: two processes, a cache and a database; what they are asked is a step each. */
    private static final class World {
        private final Scene scene;
        private final FakeTicker ticker = FakeTicker.create();
        private final DistributedCache plain = Caches.open(
                "local:", CacheOptions.builder().ticker(ticker).build());
        private final DistributedCache store;
        private final MapSource database = new MapSource().with("k", TOTAL_BEFORE);
        private final AtomicLong counted = new AtomicLong();

        World(Scene scene) {
            this.scene = scene;
            this.store = scene.shared("cache", plain);
        }

        Counter process() {
            CounterSource stepped = new CounterSource() {
                @Override
                public Map<String, Long> load(Collection<String> keys) {
                    Map<String, Long> totals = new HashMap<>();
                    scene.step("load " + keys, () -> totals.putAll(database.load(keys)));
                    return totals;
                }

                @Override
                public Map<String, Long> apply(CounterFlush flush) {
                    Map<String, Long> totals = new HashMap<>();
                    scene.step("apply " + flush.deltas(), () -> totals.putAll(database.apply(flush)));
                    return totals;
                }
            };
            return Counter.builder(store, stepped)
                    .scheduler(new FakeScheduler(ticker))
                    .patience(Duration.ofMillis(5))
                    .time(ticker, nanos -> scene.advance(ticker, Duration.ofNanos(nanos)))
                    .build();
        }

        /** Counts one, unless another process restores for too long. */
        void add(Counter counter) {
            try {
                counter.add("k", 1);
                counted.incrementAndGet();
            } catch (CacheTimeoutException e) {
                assertThat(e).hasMessageContaining("restores this counter");
            }
        }

        /** When all is flushed and looked after, cache and database are of one mind. */
        void settle(Counter... processes) {
            for (int i = 0; i < 2; i++) {
                for (Counter counter : processes) {
                    counter.flush();
                }
            }
            long truth = TOTAL_BEFORE + counted.get();
            assertThat(database.total("k")).as("database").isEqualTo(truth);
            byte[] cached = plain.get("k");
            if (cached != null) {
                assertThat(new String(cached, US_ASCII)).as("cache").isEqualTo(Long.toString(truth));
            }
        }
    }

    @Test
    void twoProcesses_thatCountAnAbsentCounter_restoreItOnce() {
        long orders = Interleavings.all().preemptions(2).explore(scene -> {
            World world = new World(scene);
            Counter one = world.process();
            Counter two = world.process();
            scene.actor("A", () -> world.add(one));
            scene.actor("B", () -> world.add(two));
            scene.afterwards(() -> {
                assertThat(world.database.loads()).hasSize(1);
                assertThat(world.plain.get("k"))
                        .asString(US_ASCII)
                        .isEqualTo(Long.toString(TOTAL_BEFORE + world.counted.get()));
                world.settle(one, two);
            });
        });

        assertThat(orders).isGreaterThan(10);
    }

    @Test
    void twoProcesses_thatCountAndFlush_whileTheCacheLosesTheCounter_settleOnTheTruth() {
        long orders = Interleavings.all().preemptions(2).explore(scene -> {
            World world = new World(scene);
            Counter one = world.process();
            Counter two = world.process();
            world.plain.set("k", "10".getBytes(US_ASCII), dev.holdfast.cache.Ttl.ofMinutes(60));
            scene.actor("A", () -> {
                world.add(one);
                one.flush();
            });
            scene.actor("B", () -> {
                world.add(two);
                two.flush();
            });
            scene.actor("loss", () -> world.store.delete("k"));
            scene.afterwards(() -> world.settle(one, two));
        });

        assertThat(orders).isGreaterThan(100);
    }

    @Test
    void restorerThatOutlivesItsLease_harmsNothing() {
        long orders = Interleavings.all().preemptions(2).explore(scene -> {
            World world = new World(scene);
            Counter one = world.process();
            Counter two = world.process();
            scene.actor("A", () -> world.add(one));
            scene.actor("B", () -> {
                world.add(two);
                two.flush();
            });
            scene.actor("time", () -> scene.advance(world.ticker, Duration.ofSeconds(11)));
            scene.afterwards(() -> world.settle(one, two));
        });

        assertThat(orders).isGreaterThan(100);
    }

    @Test
    void recordAndRestore_settleOnTheTruth() {
        Interleavings.all().preemptions(3).explore(scene -> {
            World world = new World(scene);
            Counter one = world.process();
            Counter two = world.process();
            scene.actor("A", () -> {
                one.record("k", 1);
                world.counted.incrementAndGet();
                one.flush();
            });
            scene.actor("B", () -> world.add(two));
            scene.afterwards(() -> world.settle(one, two));
        });
    }
}

package dev.holdfast.cache.tck.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAside;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import dev.holdfast.cache.recipes.aside.Loader;
import dev.holdfast.cache.tck.fake.FailedRun;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Scene;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every order of the steps of processes that load and one that changes the source: once the change is told to the cache,
 * no reader may ever see what was before it.
 */
class CacheAsideInterleavingsTest {
    private static final String KEY = "k";

    /** The world of one run: a source of truth that says 1, and a cache. */
    private static final class World {
        final Scene scene;
        final FakeTime time = FakeTime.create();
        final DistributedCache store;
        final DistributedCache shared;
        final UnaryOperator<CacheAsideOptions.Builder> options;
        int source = 1;
        int seed;

        World(Scene scene, UnaryOperator<CacheAsideOptions.Builder> options) {
            this.scene = scene;
            this.options = options;
            this.store = Caches.open(
                    "local:", CacheOptions.builder().ticker(time.ticker()).build());
            this.shared = scene.shared("store", store);
        }

        /** A process of its own: its loads run where they are asked for, and it waits for no other. */
        CacheAside<String> process(DistributedCache cache) {
            CacheAsideOptions.Builder builder = time.of(CacheAsideOptions.ttl(Duration.ofMinutes(1)))
                    .executor(Runnable::run)
                    .random(new Random(seed++))
                    .leaseWait(Duration.ZERO);
            return CacheAside.of(cache, Codecs.utf8(), options.apply(builder).build());
        }

        Loader<String> loader(String... tags) {
            return load -> {
                String[] read = new String[1];
                scene.step("read the source", () -> read[0] = Integer.toString(source));
                if (tags.length > 0) {
                    load.tag(tags);
                }
                return read[0];
            };
        }

        void reader(String name, String... tags) {
            CacheAside<String> process = process(shared);
            scene.actor(name, () -> process.get(KEY, loader(tags)));
        }

        void writer(String name, Consumer<CacheAside<String>> tell) {
            CacheAside<String> process = process(shared);
            scene.actor(name, () -> {
                scene.step("change the source", () -> source++);
                tell.accept(process);
            });
        }

        /** What anyone reads from now on, at once and when all leases have ended. */
        void nothingOldIsLeft() {
            CacheAside<String> anyone = process(store);
            scene.afterwards(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThat(anyone.get(KEY, load -> Integer.toString(source)))
                            .isEqualTo(Integer.toString(source));
                    time.advance(Duration.ofSeconds(6));
                }
                assertThat(anyone.figures().loads()).as("it is cached again").isLessThanOrEqualTo(2);
            });
        }
    }

    private static long explore(
            Interleavings orders, UnaryOperator<CacheAsideOptions.Builder> options, Consumer<World> setUp) {
        return orders.explore(scene -> {
            World world = new World(scene, options);
            setUp.accept(world);
            world.nothingOldIsLeft();
        });
    }

    @Test
    void invalidate_whileALoadRuns_leavesNothingOld() {
        long orders = explore(Interleavings.all(), options -> options, world -> {
            world.reader("A");
            world.writer("W", process -> process.invalidate(KEY));
        });

        assertThat(orders).isGreaterThan(20);
    }

    @Test
    void invalidate_whileTwoProcessesLoad_leavesNothingOld() {
        explore(Interleavings.all().preemptions(4), options -> options, world -> {
            world.reader("A");
            world.reader("B");
            world.writer("W", process -> process.invalidate(KEY));
        });
    }

    @Test
    void invalidate_twice_leavesNothingOld() {
        explore(Interleavings.all().preemptions(3), options -> options, world -> {
            world.reader("A");
            world.writer("W", process -> process.invalidate(KEY));
            world.writer("X", process -> process.invalidate(KEY));
        });
    }

    @Test
    void invalidate_whileAStaleValueIsRefreshed_leavesNothingOld() {
        explore(Interleavings.all().preemptions(3), options -> options.staleTtl(Duration.ofHours(1)), world -> {
            world.process(world.store).put(KEY, "0");
            world.time.advance(Duration.ofMinutes(2));
            world.reader("A");
            world.reader("B");
            world.writer("W", process -> process.invalidate(KEY));
        });
    }

    @Test
    void put_whileALoadRuns_staysWhatWasPut() {
        explore(Interleavings.all().preemptions(4), options -> options, world -> {
            world.reader("A");
            world.reader("B");
            world.writer("W", process -> process.put(KEY, "2"));
        });
    }

    @Test
    void put_whileAStaleValueIsRefreshed_staysWhatWasPut() {
        explore(Interleavings.all().preemptions(4), options -> options.staleTtl(Duration.ofHours(1)), world -> {
            world.process(world.store).put(KEY, "0");
            world.time.advance(Duration.ofMinutes(2));
            world.reader("A");
            world.writer("W", process -> process.put(KEY, "2"));
        });
    }

    @Test
    void invalidateTag_whileALoadRuns_leavesNothingOld() {
        long orders = explore(Interleavings.all(), CacheAsideOptions.Builder::tagged, world -> {
            world.reader("A", "tag");
            world.writer("W", process -> process.invalidateTag("tag"));
        });

        assertThat(orders).isGreaterThan(100);
    }

    @Test
    void invalidateTag_whileTwoProcessesLoad_leavesNothingOld() {
        explore(Interleavings.all().preemptions(2), CacheAsideOptions.Builder::tagged, world -> {
            world.reader("A", "tag", "other");
            world.reader("B", "tag");
            world.writer("W", process -> process.invalidateTag("tag"));
        });
    }

    @Test
    void invalidateTag_byTwoAtOnce_leavesNothingOld() {
        explore(Interleavings.all().preemptions(2), CacheAsideOptions.Builder::tagged, world -> {
            world.reader("A", "tag");
            world.writer("W", process -> process.invalidateTag("tag"));
            world.writer("X", process -> process.invalidateTag("tag"));
        });
    }

    @Test
    void invalidateTag_itsVersionAndClockAreLostMeanwhile_leavesNothingOld() {
        explore(Interleavings.all().preemptions(2), CacheAsideOptions.Builder::tagged, world -> {
            world.process(world.store).put(KEY, "1", Ttl.ofMinutes(5), List.of("tag"));
            world.reader("A", "tag");
            world.writer("W", process -> process.invalidateTag("tag"));
            world.scene.actor("loss", () -> {
                world.shared.delete("~tag:tag");
                world.shared.delete("~tags");
            });
        });
    }

    @Test
    void clear_whileALoadRuns_leavesNothingOld() {
        explore(Interleavings.all().preemptions(3), options -> options.namespace("space"), world -> {
            world.reader("A");
            world.writer("W", CacheAside::clear);
        });
    }

    /** The same scene with what most programs do finds the error at once: the test can fail. */
    @Test
    void invalidate_naiveCacheAside_isCaught() {
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> Interleavings.all().explore(scene -> {
                    World world = new World(scene, options -> options);
                    scene.actor("A", () -> {
                        if (world.shared.get(KEY) == null) {
                            String[] read = new String[1];
                            scene.step("read the source", () -> read[0] = Integer.toString(world.source));
                            world.shared.set(KEY, read[0].getBytes(StandardCharsets.UTF_8), Ttl.ofMinutes(1));
                        }
                    });
                    scene.actor("W", () -> {
                        scene.step("change the source", () -> world.source++);
                        world.shared.delete(KEY);
                    });
                    scene.afterwards(() -> {
                        byte[] left = world.store.get(KEY);
                        assertThat(left == null ? "2" : new String(left, StandardCharsets.UTF_8))
                                .isEqualTo("2");
                    });
                }));
    }
}

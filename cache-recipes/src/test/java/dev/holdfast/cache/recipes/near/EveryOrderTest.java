package dev.holdfast.cache.recipes.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.tck.fake.FailedRun;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.Interleavings;
import dev.holdfast.cache.tck.fake.Scene;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Reads, writes of this process and of others, and the word of changes, slow or quick, in every order: what is read never
 * goes back in time, own writes are seen, and in the end what is held is what is there. Values are numbers that grow.
 */
class EveryOrderTest {
    private static final String KEY = "k";
    private static final Ttl HOUR = Ttl.ofMinutes(60);
    private static final int PREEMPTIONS = Integer.getInteger("holdfast.preemptions", 3);

    /** What the scenes know of a near cache: so that wrong ones can be shown to be found out. */
    private interface Near {
        @Nullable
        String get();

        void set(String value);
    }

    private static Near real(DistributedCache stepping) {
        NearCache<String> near = NearCache.over(stepping.typed(Codecs.utf8()))
                .ticker(FakeTicker.create())
                .build();
        return new Near() {
            @Override
            public @Nullable String get() {
                return near.get(KEY);
            }

            @Override
            public void set(String value) {
                near.set(KEY, value, HOUR);
            }
        };
    }

    /** That the server has done something and that its answer has arrived are two steps. */
    private static final class Answering extends ForwardingCache {
        private final Scene scene;

        Answering(DistributedCache delegate, Scene scene) {
            super(delegate);
            this.scene = scene;
        }

        @Override
        public byte @Nullable [] get(String key) {
            byte[] answer = super.get(key);
            scene.step("the answer to get arrives", () -> {});
            return answer;
        }

        @Override
        public void set(String key, byte[] value, Ttl ttl) {
            super.set(key, value, ttl);
            scene.step("the answer to set arrives", () -> {});
        }
    }

    /** One world: a shared cache that tells, a process with a near cache, and the newest value that anybody saw there. */
    private static final class World {
        private final TellingCache shared;
        private final DistributedCache stepping;
        private final Near near;
        private int newest;

        World(Scene scene, Function<DistributedCache, Near> process) {
            FakeTicker ticker = FakeTicker.create();
            shared = new TellingCache(
                    Caches.open("local:", CacheOptions.builder().ticker(ticker).build()), ticker);
            shared.set(KEY, "1".getBytes(UTF_8), HOUR);
            shared.deliverAll();
            stepping = scene.shared("shared", shared);
            near = process.apply(new Answering(stepping, scene));
        }

        /** A read: not older than what any read or write of this process gave before it began. */
        void read() {
            int floor = newest;
            String value = near.get();
            int number = value == null ? 0 : Integer.parseInt(value);
            assertThat(number).as("read after %d was known here", floor).isGreaterThanOrEqualTo(floor);
            newest = Math.max(newest, number);
        }

        void write(int number) {
            near.set(Integer.toString(number));
            newest = Math.max(newest, number);
        }

        void writeElsewhere(int number) {
            stepping.set(KEY, Integer.toString(number).getBytes(UTF_8), HOUR);
        }

        void network(Scene scene, int words) {
            for (int i = 0; i < words; i++) {
                scene.step("a word arrives", shared::deliverOne);
            }
        }

        void inTheEnd(int number) {
            shared.deliverAll();
            assertThat(near.get()).as("in the end").isEqualTo(Integer.toString(number));
            assertThat(near.get()).as("and again").isEqualTo(Integer.toString(number));
        }
    }

    private static long explore(Function<DistributedCache, Near> process, BiFunction<Scene, World, Integer> play) {
        return Interleavings.all().preemptions(PREEMPTIONS).runs(2_000_000).explore(scene -> {
            World world = new World(scene, process);
            int last = play.apply(scene, world);
            scene.afterwards(() -> world.inTheEnd(last));
        });
    }

    private static int oneReaderAndChangesElsewhere(Scene scene, World world) {
        scene.actor("reader", () -> {
            world.read();
            world.read();
            world.read();
        });
        scene.actor("elsewhere", () -> {
            world.writeElsewhere(2);
            world.writeElsewhere(3);
        });
        scene.actor("network", () -> world.network(scene, 2));
        return 3;
    }

    private static int twoReadersAndTwoChangesElsewhere(Scene scene, World world) {
        scene.actor("reader", () -> {
            world.read();
            world.read();
        });
        scene.actor("another", () -> {
            world.read();
            world.read();
        });
        scene.actor("elsewhere", () -> {
            world.writeElsewhere(2);
            world.writeElsewhere(3);
        });
        scene.actor("network", () -> world.network(scene, 1));
        return 3;
    }

    private static int threeReadersAndAChangeNobodyTellsOf(Scene scene, World world) {
        for (String name : List.of("first", "second", "third")) {
            scene.actor(name, () -> {
                world.read();
                world.read();
            });
        }
        scene.actor("elsewhere", () -> world.writeElsewhere(2));
        return 2;
    }

    private static int readersAndOwnWrites(Scene scene, World world) {
        scene.actor("reader", () -> {
            world.read();
            world.read();
        });
        scene.actor("writer", () -> {
            world.read();
            world.write(2);
            world.read();
        });
        scene.actor("network", () -> world.network(scene, 1));
        return 2;
    }

    @Test
    void change_elsewhereWhileReading_isSeenInTheEndAndNeverTakenBack() {
        assertThat(explore(EveryOrderTest::real, EveryOrderTest::oneReaderAndChangesElsewhere))
                .isGreaterThan(30);
    }

    @Test
    void changes_elsewhereWhileTwoRead_neverGoBackInTime() {
        assertThat(explore(EveryOrderTest::real, EveryOrderTest::twoReadersAndTwoChangesElsewhere))
                .isGreaterThan(300);
    }

    @Test
    void changes_nobodyTellsOf_neverGoBackInTimeForOverlappingReaders() {
        assertThat(explore(EveryOrderTest::real, EveryOrderTest::threeReadersAndAChangeNobodyTellsOf))
                .isGreaterThan(300);
    }

    @Test
    void write_ofThisProcess_isSeenByEveryReadAfterIt() {
        assertThat(explore(EveryOrderTest::real, EveryOrderTest::readersAndOwnWrites))
                .isGreaterThan(300);
    }

    /** Keeps what it has got, whatever happened meanwhile. */
    private static Near naive(DistributedCache stepping) {
        return mapped(stepping, (changes, before) -> true);
    }

    /** Keeps what it has got unless a change was told meanwhile: right for one reader, not for several. */
    private static Near marking(DistributedCache stepping) {
        return mapped(stepping, (changes, before) -> changes.intValue() == before.intValue());
    }

    private static Near mapped(DistributedCache stepping, BiFunction<Integer, Integer, Boolean> mayKeep) {
        TypedCache<String> far = stepping.typed(Codecs.utf8());
        Map<String, String> held = new HashMap<>();
        int[] changes = new int[1];
        ChangeListener listener = new ChangeListener(() -> {
            changes[0]++;
            held.clear();
        });
        Objects.requireNonNull(stepping.unwrap(TellingCache.class)).subscribe("", listener);
        return new Near() {
            @Override
            public @Nullable String get() {
                String kept = held.get(KEY);
                if (kept != null) {
                    return kept;
                }
                int before = changes[0];
                String value = far.get(KEY);
                if (value != null && mayKeep.apply(changes[0], before)) {
                    held.put(KEY, value);
                }
                return value;
            }

            @Override
            public void set(String value) {
                far.set(KEY, value, HOUR);
                changes[0]++;
                held.clear();
            }
        };
    }

    @Test
    void race_ofANaiveNearCache_isFoundOut() {
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> explore(EveryOrderTest::naive, EveryOrderTest::oneReaderAndChangesElsewhere));
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> explore(EveryOrderTest::naive, EveryOrderTest::readersAndOwnWrites));
    }

    @Test
    void race_ofAMarkerAlone_isFoundOutAsSoonAsReadersOverlap() {
        assertThat(explore(EveryOrderTest::marking, EveryOrderTest::oneReaderAndChangesElsewhere))
                .isPositive();
        assertThatExceptionOfType(FailedRun.class)
                .isThrownBy(() -> explore(EveryOrderTest::marking, EveryOrderTest::twoReadersAndTwoChangesElsewhere));
    }
}

package dev.holdfast.cache.tck;

import static dev.holdfast.cache.tck.ContractTopic.bytes;
import static dev.holdfast.cache.tck.ContractTopic.nothing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.holdfast.cache.CacheRejectedException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Versioned;
import dev.holdfast.cache.spi.DriverContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Values: any bytes, nobody else's array, none too large, none null. */
@NullUnmarked // a null where there must be none fails the test
public interface ValueContract extends ContractTopic {
    /** Bytes of every kind and size come back the same by every read. */
    @Test
    @Clause("VAL-1")
    default void value_ofAnyBytes_comesBackTheSame() {
        Random random = new Random(7);
        List<byte[]> values = new ArrayList<>(List.of(
                new byte[0], new byte[] {0}, bytes("\r\nEND\r\n"), bytes("$-1\r\n"), bytes(" 1 "), bytes("9 ")));
        for (int size : new int[] {1, 255, 256, 4_095, 65_536, DriverContext.DEFAULT_MAX_VALUE_BYTES}) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            values.add(value);
        }
        for (byte[] value : values) {
            String key = fresh("any");

            cache().set(key, value, LONG);

            assertThat(cache().get(key)).isEqualTo(value);
            assertThat(cache().getAll(List.of(key))).containsOnlyKeys(key);
            assertThat(cache().getAll(List.of(key)).get(key)).isEqualTo(value);
            Versioned versioned = cache().gets(key);
            assertThat(versioned).isNotNull();
            assertThat(versioned.value()).isEqualTo(value);
            assertThat(harness().peer().get(key)).as("another process").isEqualTo(value);
        }
    }

    /** What the caller does to arrays given and returned changes nothing stored. */
    @Test
    @Clause("VAL-1")
    default void value_arraysBelongToTheirHolders() {
        String key = fresh("mine");
        byte[] given = bytes("original");

        cache().set(key, given, LONG);
        given[0] = 'X';
        byte[] first = cache().get(key);
        assertThat(first).isEqualTo(bytes("original"));
        first[0] = 'Y';
        Versioned versioned = cache().gets(key);
        assertThat(versioned.value()).isEqualTo(bytes("original"));
        versioned.value()[0] = 'Z';
        cache().getAll(List.of(key)).get(key)[0] = 'W';

        assertThat(cache().get(key)).isEqualTo(bytes("original"));
        String other = fresh("mine");
        byte[] added = bytes("added");
        cache().add(other, added, LONG);
        added[0] = 'X';
        assertThat(cache().get(other)).isEqualTo(bytes("added"));
        byte[] swapped = bytes("swapped");
        cache().cas(other, swapped, cache().gets(other).token(), LONG);
        swapped[0] = 'X';
        assertThat(cache().get(other)).isEqualTo(bytes("swapped"));
    }

    /** Callers reading one key at one time never share an array. */
    @Test
    @Clause({"VAL-1", "CON-1"})
    default void value_readByManyAtOnce_isNeverTheSameArray() {
        String key = fresh("shared");
        cache().set(key, bytes("value"), LONG);

        List<List<byte[]>> read = Together.run(16, thread -> {
            List<byte[]> mine = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                mine.add(i % 4 == 0 ? cache().getAll(List.of(key)).get(key) : cache().get(key));
            }
            return mine;
        });

        Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        read.forEach(distinct::addAll);
        assertThat(distinct).as("distinct arrays").hasSize(16 * 200);
        assertThat(distinct).allSatisfy(value -> assertThat(value).isEqualTo(bytes("value")));
    }

    /** A value over the limit is refused by every write, and the old one stays. */
    @Test
    @Clause("VAL-2")
    default void value_overTheLimit_isRefusedAndTheOldOneStays() {
        try (DistributedCache small = harness().open(Map.of("maxValueBytes", "1000"))) {
            String key = fresh("large");
            byte[] fits = new byte[1_000];
            byte[] tooLarge = new byte[1_001];

            small.set(key, fits, LONG);
            CasToken token = small.gets(key).token();

            assertRefusedAsTooLarge(() -> small.set(key, tooLarge, LONG));
            assertRefusedAsTooLarge(() -> small.replace(key, tooLarge, LONG));
            assertRefusedAsTooLarge(() -> small.cas(key, tooLarge, token, LONG));
            assertRefusedAsTooLarge(() -> small.add(fresh("large"), tooLarge, LONG));
            assertThat(small.get(key)).as("what was stored stays").isEqualTo(fits);
        }
    }

    private static void assertRefusedAsTooLarge(Runnable write) {
        assertThatThrownBy(write::run)
                .asInstanceOf(type(CacheRejectedException.class))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(CacheRejectedException.Reason.TOO_LARGE);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                    assertThat(refused).hasMessageContaining("maxValueBytes");
                });
    }

    /** Null is no value, and no TTL. */
    @Test
    @Clause("VAL-3")
    default void value_thatIsNull_isRefused() {
        String key = fresh("null");
        cache().set(key, bytes("v"), LONG);
        CasToken token = cache().gets(key).token();

        for (Runnable write : List.<Runnable>of(
                () -> cache().set(key, nothing(), LONG),
                () -> cache().add(fresh("null"), nothing(), LONG),
                () -> cache().replace(key, nothing(), LONG),
                () -> cache().cas(key, nothing(), token, LONG),
                () -> cache().setAll(Collections.singletonMap(key, nothing()), LONG),
                () -> cache().set(key, bytes("w"), nothing()),
                () -> cache().setAll(Map.of(key, bytes("w")), nothing()),
                () -> cache().cas(key, bytes("w"), nothing(), LONG),
                () -> cache().incr(fresh("null"), 1, 1, nothing()))) {
            assertThatThrownBy(write::run).isInstanceOf(NullPointerException.class);
        }

        assertThat(cache().get(key)).isEqualTo(bytes("v"));
    }
}

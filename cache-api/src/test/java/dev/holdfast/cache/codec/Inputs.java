package dev.holdfast.cache.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Seeded values and hostile bytes, the same in every run. */
final class Inputs {
    private Inputs() {}

    /** 200 arrays of 0 to 100 KiB, half of them easy to compress. */
    static void forEachPayload(long seed, Consumer<byte[]> action) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[i < 20 ? i : random.nextInt(100 * 1024 + 1)];
            if (i % 2 == 0) {
                random.nextBytes(bytes);
            }
            action.accept(bytes);
        }
    }

    /** 20,000 arrays: random ones, and one stored value cut, extended, or with one to three bits flipped. */
    static void forEachHostile(long seed, byte[] stored, Consumer<byte[]> action) {
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            action.accept(
                    switch (i % 4) {
                        case 0 -> randomBytes(random, random.nextInt(200));
                        case 1 -> Arrays.copyOf(stored, random.nextInt(stored.length));
                        case 2 -> extended(random, stored);
                        default -> flipped(random, stored);
                    });
        }
    }

    /** Decodes each; any exception but the codec's own fails the test. Answers how many were accepted. */
    static <V> int accepted(Codec<V> codec, long seed, byte[] stored) {
        int[] accepted = {0};
        forEachHostile(seed, stored, bytes -> {
            try {
                if (codec.decode(bytes) == null) {
                    throw new AssertionError("null is no value");
                }
                accepted[0]++;
            } catch (CacheCodecException e) {
                // as it should be
            }
        });
        return accepted[0];
    }

    static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CacheCodecException.class);
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] extended(Random random, byte[] stored) {
        byte[] longer = Arrays.copyOf(stored, stored.length + 1 + random.nextInt(20));
        longer[longer.length - 1] = (byte) random.nextInt();
        return longer;
    }

    private static byte[] flipped(Random random, byte[] stored) {
        byte[] changed = stored.clone();
        int first = random.nextInt(changed.length * 8);
        int more = random.nextInt(3);
        for (int i = 0; i <= more; i++) {
            int bit = (first + i * 7) % (changed.length * 8); // distinct bits, so that something always changes
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
        }
        return changed;
    }
}

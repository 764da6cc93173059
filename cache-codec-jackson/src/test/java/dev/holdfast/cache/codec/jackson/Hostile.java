package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.util.Arrays;
import java.util.Random;

/** Bytes no codec wrote, the same in every run. */
final class Hostile {
    private Hostile() {}

    /**
     * Decodes 20,000 arrays, random ones and one stored value cut, or changed in one to three bytes; any exception but
     * the codec's own fails the test.
     *
     * @return how many were accepted
     */
    static int accepted(Codec<?> codec, long seed, byte[] stored) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                if (codec.decode(hostile(random, i, stored)) == null) {
                    throw new AssertionError("null is no value");
                }
                accepted++;
            } catch (CacheCodecException e) {
                // as it should be
            }
        }
        return accepted;
    }

    private static byte[] hostile(Random random, int i, byte[] stored) {
        if (i % 4 == 0) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            return bytes;
        }
        if (i % 4 == 1) {
            return Arrays.copyOf(stored, random.nextInt(stored.length));
        }
        byte[] changed = stored.clone();
        for (int more = random.nextInt(3); more >= 0; more--) {
            int index = random.nextInt(changed.length);
            changed[index] = (byte) (i % 4 == 2 ? random.nextInt() : changed[index] ^ (1 << random.nextInt(8)));
        }
        return changed;
    }
}

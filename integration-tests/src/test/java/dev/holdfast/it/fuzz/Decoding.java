package dev.holdfast.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.lang.management.ManagementFactory;

/** Reads bytes that may be anything, and fails where a codec does what none may. */
final class Decoding {
    /**
     * What reading may allocate whatever the bytes: buffers that a library makes once, what a compressed value may have
     * uncompressed with its growing, the exception.
     */
    private static final long MOST_BYTES = 12L << 20;

    /** And for each byte that is there: a byte may be an object, and objects are copied once or twice. */
    private static final long MOST_BYTES_A_BYTE = 600;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Decoding() {}

    /** Whether it was a value; else it was refused as it should be. */
    static boolean isValue(Codec<?> codec, byte[] bytes) {
        byte[] given = bytes.clone();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean value;
        try {
            assertThat((Object) codec.decode(bytes)).as("no value is null").isNotNull();
            value = true;
        } catch (CacheCodecException e) {
            assertThat(e.getMessage())
                    .as("says what is wrong, and not for pages")
                    .hasSizeBetween(10, 2_000);
            value = false;
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for %s stored", bytes.length)
                .isLessThan(MOST_BYTES + MOST_BYTES_A_BYTE * bytes.length);
        assertThat(bytes).as("what is stored is left alone").isEqualTo(given);
        return value;
    }
}

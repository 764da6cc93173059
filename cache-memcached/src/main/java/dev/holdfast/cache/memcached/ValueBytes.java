package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A value that is being read. Memory is asked for as its bytes come: at once for what most values have, and doubled
 * from there, for the length that a server tells may be anything.
 */
final class ValueBytes {
    /** The default of {@code maxValueBytes}, in whole. */
    private static final int AT_ONCE = 1 << 20;

    private final int length;
    private byte[] bytes;
    private int filled;

    ValueBytes(int length) {
        this.length = length;
        this.bytes = new byte[Math.min(length, AT_ONCE)];
    }

    /** Takes what there is; whether the value is complete. */
    boolean read(ByteBuffer in) {
        while (filled < length && in.hasRemaining()) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
            }
            int piece = Math.min(in.remaining(), bytes.length - filled);
            in.get(bytes, filled, piece);
            filled += piece;
        }
        return filled == length;
    }

    /** The bytes, once complete; the array is handed over. */
    byte[] whole() {
        return bytes;
    }
}

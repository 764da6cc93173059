package dev.holdfast.cache.tck.fake;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** What a proxy does to connections and bytes; this base does nothing to either, each factory says what it changes. */
abstract class ProxyMode {
    private static final int CHUNK_BYTES = 16 * 1024;

    private ProxyMode() {}

    /** Whether connections are taken at all. */
    boolean listens() {
        return true;
    }

    /** Whether bytes and ends of stream of that direction vanish. */
    boolean swallows(Direction direction) {
        return false;
    }

    /** At the start of this mode for open connections, at their start for new ones. */
    void begin(ProxyConnection connection) {}

    /** How much is passed on at a time, at most. */
    int chunkBytes() {
        return CHUNK_BYTES;
    }

    /** How long a chunk is held. */
    long holdNanos(int bytes) {
        return 0;
    }

    /** What the client gets for a chunk of a reply. */
    ByteBuffer reply(ByteBuffer chunk) {
        return chunk;
    }

    static ProxyMode pass() {
        return new ProxyMode() {};
    }

    static ProxyMode refuse() {
        return new ProxyMode() {
            @Override
            boolean listens() {
                return false;
            }
        };
    }

    static ProxyMode reset() {
        return new ProxyMode() {
            @Override
            void begin(ProxyConnection connection) {
                connection.reset();
            }
        };
    }

    static ProxyMode blackHole(boolean repliesOnly) {
        return new ProxyMode() {
            @Override
            boolean swallows(Direction direction) {
                return !repliesOnly || direction == Direction.TO_CLIENT;
            }
        };
    }

    static ProxyMode slow(Duration delay, long bytesPerSecond) {
        long delayNanos = delay.toNanos();
        // a twentieth of a second's bytes at a time, so that a limit is a flow and not a jerk
        int chunkBytes = (int) Math.max(1, Math.min(CHUNK_BYTES, bytesPerSecond / 20));
        return new ProxyMode() {
            @Override
            int chunkBytes() {
                return chunkBytes;
            }

            @Override
            long holdNanos(int bytes) {
                return delayNanos + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
            }
        };
    }

    static ProxyMode chop() {
        return new ProxyMode() {
            @Override
            int chunkBytes() {
                return 1;
            }
        };
    }

    static ProxyMode halfClose() {
        return new ProxyMode() {
            @Override
            void begin(ProxyConnection connection) {
                connection.endReplies();
            }
        };
    }

    static ProxyMode cutAfter(long bytes, boolean byReset) {
        return new ProxyMode() {
            @Override
            void begin(ProxyConnection connection) {
                connection.cutAfter(bytes, byReset);
            }
        };
    }

    static ProxyMode garbage(byte[] bytes) {
        return replacingReplies(chunk -> ByteBuffer.wrap(bytes));
    }

    static ProxyMode garbage(long seed) {
        Random random = new Random(seed);
        return replacingReplies(chunk -> {
            byte[] noise = new byte[chunk.remaining()];
            random.nextBytes(noise);
            return ByteBuffer.wrap(noise);
        });
    }

    private static ProxyMode replacingReplies(UnaryOperator<ByteBuffer> replacement) {
        return new ProxyMode() {
            @Override
            ByteBuffer reply(ByteBuffer chunk) {
                return replacement.apply(chunk);
            }
        };
    }
}

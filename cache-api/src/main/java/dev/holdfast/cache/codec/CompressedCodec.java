package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** One marker byte, then the value as it is or as a zlib stream, whichever is shorter. */
final class CompressedCodec<V> implements Codec<V> {
    private static final byte RAW = 0;
    private static final byte ZLIB = 1;
    private static final int CHUNK_BYTES = 8 * 1024;

    private final Codec<V> inner;
    private final int threshold;
    private final int maxBytes;

    CompressedCodec(Codec<V> inner, int threshold, int maxBytes) {
        this.inner = Objects.requireNonNull(inner, "codec");
        if (threshold < 0) {
            throw new IllegalArgumentException("threshold must be at least 0, not " + threshold);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
        }
        this.threshold = threshold;
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] encode(V value) {
        byte[] plain = inner.encode(value);
        if (plain.length > maxBytes) {
            throw CacheCodecException.encoding(
                    "the value has " + plain.length + " bytes, more than the " + maxBytes + " allowed", null);
        }
        byte[] stored = new byte[plain.length + 1];
        int compressed = plain.length < threshold ? 0 : deflate(plain, stored);
        if (compressed > 0) {
            stored[0] = ZLIB;
            return Arrays.copyOf(stored, compressed + 1);
        }
        stored[0] = RAW;
        System.arraycopy(plain, 0, stored, 1, plain.length);
        return stored;
    }

    /** Compresses into {@code stored} from its second byte; how many bytes that took, or 0 if it gains none. */
    private static int deflate(byte[] plain, byte[] stored) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(plain);
            deflater.finish();
            int count = deflater.deflate(stored, 1, plain.length);
            return deflater.finished() && count < plain.length ? count : 0;
        } finally {
            deflater.end();
        }
    }

    @Override
    public V decode(byte[] bytes) {
        if (bytes.length == 0) {
            throw CacheCodecException.decoding("no marker byte", null);
        }
        return inner.decode(
                switch (bytes[0]) {
                    case RAW -> raw(bytes);
                    case ZLIB -> inflated(bytes);
                    default -> throw CacheCodecException.decoding("no known marker byte", null);
                });
    }

    private byte[] raw(byte[] bytes) {
        if (bytes.length - 1 > maxBytes) {
            throw tooLong();
        }
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private byte[] inflated(byte[] bytes) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, 1, bytes.length - 1);
            // grows with what is really there: a length stored beside it could be a lie
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw CacheCodecException.decoding("the compressed bytes end too early", null);
                }
                if (count > maxBytes - plain.size()) {
                    throw tooLong();
                }
                plain.write(chunk, 0, count);
            }
            if (inflater.getRemaining() > 0) {
                throw CacheCodecException.decoding("bytes follow the compressed ones", null);
            }
            return plain.toByteArray();
        } catch (DataFormatException e) {
            throw CacheCodecException.decoding("the bytes are not a zlib stream", e);
        } finally {
            inflater.end();
        }
    }

    private CacheCodecException tooLong() {
        return CacheCodecException.decoding("the value has more than the " + maxBytes + " bytes allowed", null);
    }

    @Override
    public Codec<V> forKey(String key) {
        Codec<V> bound = inner.forKey(key);
        return bound == inner ? this : new CompressedCodec<>(bound, threshold, maxBytes);
    }

    @Override
    public String toString() {
        return "compressed(" + inner + ")";
    }
}

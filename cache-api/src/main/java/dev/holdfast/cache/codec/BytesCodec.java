package dev.holdfast.cache.codec;

import dev.holdfast.cache.Codec;
import java.util.Objects;

/** Bytes as they are. */
final class BytesCodec implements Codec<byte[]> {
    static final Codec<byte[]> INSTANCE = new BytesCodec();

    private BytesCodec() {}

    @Override
    public byte[] encode(byte[] value) {
        return Objects.requireNonNull(value, "value");
    }

    @Override
    public byte[] decode(byte[] bytes) {
        return Objects.requireNonNull(bytes, "bytes");
    }

    @Override
    public String toString() {
        return "bytes";
    }
}

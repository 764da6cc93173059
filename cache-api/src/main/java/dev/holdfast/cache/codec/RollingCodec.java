package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A codec that writes one format and reads several, for changes of format while running: see {@link Codecs#reading}.
 *
 * <p>Codecs that accept nearly any bytes (text, bytes) belong last. While an unencrypted codec is read beside an
 * encrypted one, entries are not authenticated: anyone with access to the cache may write the unencrypted form.
 *
 * @param <V> the type of the values
 */
public final class RollingCodec<V> implements Codec<V> {
    private final List<Codec<V>> codecs;

    RollingCodec(List<Codec<V>> codecs) {
        this.codecs = codecs;
    }

    /**
     * This codec, reading one more format after those it reads already.
     *
     * @param older tried where all before it refuse
     * @return the new codec; this one stays as it is
     */
    public RollingCodec<V> alsoReading(Codec<V> older) {
        List<Codec<V>> more = new ArrayList<>(codecs);
        more.add(Objects.requireNonNull(older, "older"));
        return new RollingCodec<>(List.copyOf(more));
    }

    @Override
    public byte[] encode(V value) {
        return codecs.get(0).encode(value);
    }

    @Override
    public V decode(byte[] bytes) {
        CacheCodecException newest = null;
        for (Codec<V> codec : codecs) {
            try {
                return codec.decode(bytes);
            } catch (CacheCodecException e) {
                newest = newest == null ? e : newest;
            }
        }
        throw CacheCodecException.decoding("refused by each of the codecs read: " + this, newest);
    }

    @Override
    public Codec<V> forKey(String key) {
        List<Codec<V>> bound = new ArrayList<>(codecs.size());
        boolean same = true;
        for (Codec<V> codec : codecs) {
            Codec<V> one = codec.forKey(key);
            same &= one == codec;
            bound.add(one);
        }
        return same ? this : new RollingCodec<>(bound);
    }

    /** The codecs, newest first. */
    @Override
    public String toString() {
        return codecs.toString();
    }
}

package dev.holdfast.cache.recipes.memoized;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.recipes.aside.CacheAsideOptions;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Memoized}. Not safe for several threads.
 *
 * @param <T> the interface
 */
public final class MemoizedBuilder<T> {
    private final DistributedCache cache;
    private final Class<T> type;
    private final T target;
    private final Map<Type, Codec<?>> codecs = new HashMap<>();
    private Function<? super Type, ? extends @Nullable Codec<?>> otherCodecs = other -> null;
    private @Nullable CacheAsideOptions options;

    MemoizedBuilder(DistributedCache cache, Class<T> type, T target) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.type = Objects.requireNonNull(type, "type");
        this.target = Objects.requireNonNull(target, "target");
        codecs.put(String.class, Codecs.utf8());
        codecs.put(byte[].class, Codecs.bytes());
    }

    /**
     * Sets the codec of one type of answers. {@code String} and {@code byte[]} have one.
     *
     * @param answers the type that methods answer; what is in it for an {@code Optional}, the values of a map
     * @param codec turns them into bytes and back
     * @param <V> the type
     * @return this builder
     */
    public <V> MemoizedBuilder<T> codec(Class<V> answers, Codec<V> codec) {
        codecs.put(Objects.requireNonNull(answers, "answers"), Objects.requireNonNull(codec, "codec"));
        return this;
    }

    /**
     * Sets where the codecs of all other types come from.
     *
     * @param newCodecs answers a codec for the type, generic or not; null where there is none
     * @return this builder
     */
    public MemoizedBuilder<T> codecs(Function<? super Type, ? extends @Nullable Codec<?>> newCodecs) {
        otherCodecs = Objects.requireNonNull(newCodecs, "newCodecs");
        return this;
    }

    /**
     * Sets how answers are kept, loaded and refreshed, where annotations say nothing else.
     *
     * @param newOptions the options; without, each {@link Cached} must name a TTL
     * @return this builder
     */
    public MemoizedBuilder<T> options(CacheAsideOptions newOptions) {
        options = Objects.requireNonNull(newOptions, "newOptions");
        return this;
    }

    /**
     * Wraps the object.
     *
     * @return the wrapped object; close it when it is used no more
     * @throws IllegalArgumentException naming all that is wrong with the interface and its annotations
     */
    public Memoized<T> build() {
        return new Memoized<>(type, target, new Plan(type, target, this).behaviours());
    }

    DistributedCache cache() {
        return cache;
    }

    @Nullable
    CacheAsideOptions options() {
        return options;
    }

    /** The codec of a type; null where there is none. */
    @Nullable
    Codec<?> codecOf(Type answers) {
        Codec<?> codec = codecs.get(answers);
        return codec == null ? otherCodecs.apply(answers) : codec;
    }
}

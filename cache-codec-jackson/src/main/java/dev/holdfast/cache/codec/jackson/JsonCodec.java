package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON in UTF-8. */
final class JsonCodec<V> implements Codec<V> {
    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    JsonCodec(JsonMapper mapper, JavaType type) {
        Mappers.withoutDefaultTyping(mapper, type);
        this.type = type;
        this.reader = mapper.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        this.writer = mapper.writerFor(type);
    }

    @Override
    public byte[] encode(V value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (RuntimeException | StackOverflowError e) {
            throw CacheCodecException.encoding("a value of " + type.toCanonical() + " could not be written as JSON", e);
        }
    }

    @Override
    public V decode(byte[] bytes) {
        V value;
        try {
            value = reader.readValue(bytes);
        } catch (RuntimeException | StackOverflowError e) {
            throw CacheCodecException.decoding("the bytes are not the JSON of " + type.toCanonical(), e);
        }
        if (value == null) {
            throw CacheCodecException.decoding("the JSON is null", null);
        }
        return value;
    }

    @Override
    public String toString() {
        return "json(" + type.toCanonical() + ")";
    }
}

package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.io.IOException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Jackson's data binding on one side, msgpack-core on the other, a buffer of Jackson's tokens between them. */
final class MessagePackCodec<V> implements Codec<V> {
    private final JavaType type;
    private final ObjectReader reader;
    private final ObjectWriter writer;

    MessagePackCodec(JsonMapper mapper, JavaType type) {
        Mappers.withoutDefaultTyping(mapper, type);
        this.type = type;
        this.reader = mapper.readerFor(type);
        this.writer = mapper.writerFor(type);
    }

    @Override
    public byte[] encode(V value) {
        try {
            return TokenPacker.pack(writer.writeValueIntoBuffer(value));
        } catch (CacheCodecException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw CacheCodecException.encoding(
                    "a value of " + type.toCanonical() + " could not be written as MessagePack", e);
        }
    }

    @Override
    public V decode(byte[] bytes) {
        V value;
        try {
            value = reader.readValue(TokenUnpacker.unpack(bytes));
        } catch (CacheCodecException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw CacheCodecException.decoding("the bytes are not the MessagePack of " + type.toCanonical(), e);
        }
        if (value == null) {
            throw CacheCodecException.decoding("the MessagePack is nil", null);
        }
        return value;
    }

    @Override
    public String toString() {
        return "messagePack(" + type.toCanonical() + ")";
    }
}

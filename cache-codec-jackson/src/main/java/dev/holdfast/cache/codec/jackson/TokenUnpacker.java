package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.codec.Codecs;
import java.io.IOException;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;
import tools.jackson.databind.util.TokenBuffer;

/**
 * Reads MessagePack into Jackson's tokens. Memory is asked for only as values are really there: the size a container
 * claims is counted down, not allocated.
 */
final class TokenUnpacker {
    private static final byte TIMESTAMP = -1;

    private final int totalBytes;
    private final MessageUnpacker unpacker;
    private final TokenBuffer tokens;

    private TokenUnpacker(int totalBytes, MessageUnpacker unpacker, TokenBuffer tokens) {
        this.totalBytes = totalBytes;
        this.unpacker = unpacker;
        this.tokens = tokens;
    }

    static TokenBuffer unpack(byte[] bytes) throws IOException {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes);
                TokenBuffer tokens = TokenBuffer.forGeneration()) {
            new TokenUnpacker(bytes.length, unpacker, tokens).unpackValue(0);
            if (unpacker.hasNext()) {
                throw CacheCodecException.decoding("bytes follow the MessagePack value", null);
            }
            return tokens;
        }
    }

    private void unpackValue(int depth) throws IOException {
        if (depth > Mappers.MAX_DEPTH) {
            throw CacheCodecException.decoding("nested deeper than " + Mappers.MAX_DEPTH + " levels", null);
        }
        MessageFormat format = unpacker.getNextFormat();
        switch (format.getValueType()) {
            case NIL -> {
                unpacker.unpackNil();
                tokens.writeNull();
            }
            case BOOLEAN -> tokens.writeBoolean(unpacker.unpackBoolean());
            case INTEGER -> unpackInteger(format);
            case FLOAT -> unpackFloat(format);
            case STRING -> tokens.writeString(unpackText());
            case BINARY -> tokens.writeEmbeddedObject(payload(unpacker.unpackBinaryHeader()));
            case ARRAY -> unpackArray(depth);
            case MAP -> unpackMap(depth);
            case EXTENSION -> unpackTimestamp();
        }
    }

    private void unpackArray(int depth) throws IOException {
        tokens.writeStartArray();
        for (int left = unpacker.unpackArrayHeader(); left > 0; left--) {
            unpackValue(depth + 1);
        }
        tokens.writeEndArray();
    }

    private void unpackMap(int depth) throws IOException {
        tokens.writeStartObject();
        for (int left = unpacker.unpackMapHeader(); left > 0; left--) {
            boolean integer = unpacker.getNextFormat().getValueType() == ValueType.INTEGER;
            tokens.writeName(integer ? unpacker.unpackBigInteger().toString() : unpackText());
            unpackValue(depth + 1);
        }
        tokens.writeEndObject();
    }

    /** In the smallest of Java's types, as Jackson's JSON parser would: what has no declared type shows it. */
    private void unpackInteger(MessageFormat format) throws IOException {
        if (format == MessageFormat.UINT64) {
            tokens.writeNumber(unpacker.unpackBigInteger());
            return;
        }
        long value = unpacker.unpackLong();
        if (value == (int) value) {
            tokens.writeNumber((int) value);
        } else {
            tokens.writeNumber(value);
        }
    }

    private void unpackFloat(MessageFormat format) throws IOException {
        if (format == MessageFormat.FLOAT32) {
            tokens.writeNumber(unpacker.unpackFloat());
        } else {
            tokens.writeNumber(unpacker.unpackDouble());
        }
    }

    private void unpackTimestamp() throws IOException {
        ExtensionTypeHeader extension = unpacker.unpackExtensionTypeHeader();
        if (extension.getType() != TIMESTAMP) {
            throw CacheCodecException.decoding("a MessagePack extension other than the timestamp", null);
        }
        tokens.writeString(unpacker.unpackTimestamp(extension).toString());
    }

    private String unpackText() throws IOException {
        return Codecs.utf8().decode(payload(unpacker.unpackRawStringHeader()));
    }

    private byte[] payload(int length) throws IOException {
        if (length > totalBytes - unpacker.getTotalReadBytes()) {
            throw CacheCodecException.decoding("the MessagePack ends too early", null);
        }
        return unpacker.readPayload(length);
    }
}

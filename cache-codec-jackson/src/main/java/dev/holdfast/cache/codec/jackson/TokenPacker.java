package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.codec.Codecs;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.util.TokenBuffer;

/** Writes Jackson's tokens as MessagePack, in two passes: a container's size stands before what it contains. */
final class TokenPacker {
    /** Its default of 8 KiB is more than most cached values have, and is cleared for each. */
    private static final MessagePack.PackerConfig PACKING = new MessagePack.PackerConfig().withBufferSize(1_024);

    private final JsonParser tokens;
    private final Iterator<int[]> sizes;
    private final MessageBufferPacker packer;

    private TokenPacker(JsonParser tokens, Iterator<int[]> sizes, MessageBufferPacker packer) {
        this.tokens = tokens;
        this.sizes = sizes;
        this.packer = packer;
    }

    static byte[] pack(TokenBuffer value) throws IOException {
        List<int[]> sizes;
        try (JsonParser tokens = value.asParser()) {
            sizes = sizes(tokens);
        }
        try (JsonParser tokens = value.asParser();
                MessageBufferPacker packer = PACKING.newBufferPacker()) {
            new TokenPacker(tokens, sizes.iterator(), packer).packAll();
            return packer.toByteArray();
        }
    }

    /** How many values each array and object holds, in the order in which they start. */
    private static List<int[]> sizes(JsonParser tokens) {
        List<int[]> sizes = new ArrayList<>();
        Deque<int[]> outer = new ArrayDeque<>();
        int[] here = {0};
        for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
            if (token.isStructEnd()) {
                here = outer.pop();
            } else if (token != JsonToken.PROPERTY_NAME) {
                here[0]++;
                if (token.isStructStart()) {
                    outer.push(here);
                    here = new int[1];
                    sizes.add(here);
                    if (outer.size() > Mappers.MAX_DEPTH) {
                        throw CacheCodecException.encoding(
                                "the value is nested deeper than " + Mappers.MAX_DEPTH + " levels", null);
                    }
                }
            }
        }
        if (here[0] != 1) {
            throw CacheCodecException.encoding("the serializer wrote " + here[0] + " values in place of one", null);
        }
        return sizes;
    }

    private void packAll() throws IOException {
        for (JsonToken token = tokens.nextToken(); token != null; token = tokens.nextToken()) {
            switch (token) {
                case START_OBJECT -> packer.packMapHeader(sizes.next()[0]);
                case START_ARRAY -> packer.packArrayHeader(sizes.next()[0]);
                case END_OBJECT, END_ARRAY -> {}
                case PROPERTY_NAME -> packText(tokens.currentName());
                case VALUE_STRING -> packText(tokens.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> packNumber(tokens.getNumberValue());
                case VALUE_TRUE -> packer.packBoolean(true);
                case VALUE_FALSE -> packer.packBoolean(false);
                case VALUE_NULL -> packer.packNil();
                case VALUE_EMBEDDED_OBJECT -> packEmbedded(tokens.getEmbeddedObject());
                default -> throw unfit();
            }
        }
    }

    private void packText(String text) throws IOException {
        byte[] utf8 = Codecs.utf8().encode(text);
        packer.packRawStringHeader(utf8.length).writePayload(utf8);
    }

    private void packNumber(Number number) throws IOException {
        if (number instanceof Double) {
            packer.packDouble(number.doubleValue());
        } else if (number instanceof Float) {
            packer.packFloat(number.floatValue());
        } else if (number instanceof BigInteger integer && integer.bitLength() > 63) {
            if (integer.signum() > 0 && integer.bitLength() == 64) {
                packer.packBigInteger(integer);
            } else {
                packText(integer.toString());
            }
        } else if (number instanceof BigDecimal) {
            packText(number.toString());
        } else {
            packer.packLong(number.longValue());
        }
    }

    private void packEmbedded(Object embedded) throws IOException {
        if (!(embedded instanceof byte[] bytes)) {
            throw unfit(); // raw JSON above all
        }
        packer.packBinaryHeader(bytes.length).writePayload(bytes);
    }

    private static CacheCodecException unfit() {
        return CacheCodecException.encoding("the serializer wrote what MessagePack has no form for", null);
    }
}

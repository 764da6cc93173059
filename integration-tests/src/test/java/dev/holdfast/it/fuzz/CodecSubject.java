package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.codec.EncryptionKeys;
import dev.holdfast.cache.codec.jackson.JacksonCodecs;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.type.TypeReference;

/** A codec, values as it writes them, and words of its format that bring a reader to its rarer paths. */
@SuppressWarnings("ImmutableEnumChecker") // what it holds is never changed
enum CodecSubject {
    UTF8(() -> Codecs.utf8(), "caf\u00e9 \ud83d\ude00", List.of("\u00ff", "\ud83d")),
    INT64(() -> Codecs.int64(), 4_711L, List.of("9223372036854775808", "+", "-")),
    COMPRESSED(() -> Codecs.compressed(Codecs.utf8(), 16, CodecSubject.MAX_BYTES), "ab".repeat(500), List.of("\1x")),
    ENCRYPTED(() -> Codecs.encrypted(Codecs.utf8(), keys()), "secret", List.of("\1\2k1", "\1\u00ff")),
    COMPRESSED_THEN_ENCRYPTED(
            () -> Codecs.encrypted(Codecs.compressed(Codecs.utf8(), 16, CodecSubject.MAX_BYTES), keys()),
            "ab".repeat(500),
            List.of("\1\2k1")),
    JSON(() -> JacksonCodecs.json(new TypeReference<Shelf>() {}), Shelf.full(), Words.JSON),
    JSON_OF_ANYTHING(() -> JacksonCodecs.json(Object.class), Map.of("a", List.of(1, "b", 2.5)), Words.JSON),
    MESSAGE_PACK(() -> JacksonCodecs.messagePack(Shelf.class), Shelf.full(), Words.MESSAGE_PACK),
    MESSAGE_PACK_OF_ANYTHING(
            () -> JacksonCodecs.messagePack(Object.class), Map.of("a", List.of(1, "b", 2.5)), Words.MESSAGE_PACK),
    SERIALIZATION(() -> Codecs.javaSerialization(HashMap.class, "java.util.*"), serializable(), Words.SERIALIZATION),
    ROLLING(
            () -> Codecs.reading(JacksonCodecs.json(Shelf.class)).alsoReading(JacksonCodecs.messagePack(Shelf.class)),
            Shelf.full(),
            Words.JSON);

    static final int MAX_BYTES = 1 << 20;

    private final Codec<Object> codec;
    private final byte[] valid;
    private final List<byte[]> words;

    @SuppressWarnings("unchecked") // each is only given its own value
    CodecSubject(Supplier<Codec<?>> codec, Object value, List<String> words) {
        this.codec = (Codec<Object>) codec.get();
        this.valid = this.codec.encode(value);
        this.words = words.stream()
                .map(word -> word.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** What is read and written. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its encoded form
    record Shelf(
            String name,
            int count,
            double weight,
            BigInteger big,
            BigDecimal exact,
            byte[] blob,
            Instant since,
            List<Shelf> inner,
            Map<String, Object> more) {

        static Shelf full() {
            Shelf inner = new Shelf(
                    "in\"\\ner",
                    -1,
                    1e-300,
                    BigInteger.TEN.pow(30),
                    BigDecimal.ONE,
                    new byte[0],
                    Instant.EPOCH,
                    List.of(),
                    Map.of());
            return new Shelf(
                    "caf\u00e9 \ud83d\ude00",
                    Integer.MAX_VALUE,
                    0.1,
                    BigInteger.ONE.shiftLeft(64),
                    new BigDecimal("1.50"),
                    "blob".getBytes(UTF_8),
                    Instant.ofEpochSecond(1_700_000_000, 5),
                    List.of(inner, inner),
                    Map.of("k", List.of(1, true), "n", Map.of("deep", "er")));
        }
    }

    private static final class Words {
        static final List<String> JSON = List.of(
                "[[[[[[[[",
                "{\"inner\":[",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "null",
                "true",
                "1e999999999",
                "-0.0e-999999999",
                "1".repeat(1_200),
                "\"@class\":\"java.lang.Runtime\",",
                "\"name\":",
                "\"blob\":\"A===\"",
                "\u00ff\u00fe",
                "\u00ef\u00bb\u00bf",
                "/*",
                "NaN",
                ",,",
                "\"since\":9e99");
        static final List<String> MESSAGE_PACK = List.of(
                "\u00c1",
                "\u00d4\0\0",
                "\u00dd\u007f\u00ff\u00ff\u00ff",
                "\u00df\u007f\u00ff\u00ff\u00ff",
                "\u00db\u007f\u00ff\u00ff\u00ff",
                "\u00c6\u007f\u00ff\u00ff\u00ff",
                "\u00c9\u007f\u00ff\u00ff\u00ff\u00ff",
                "\u00c7\u000c\u00ff\u00ff\u00ff\u00ff\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                "\u00d6\u00ff\0\0\0\0",
                "\u00cf\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
                "\u0091\u0091\u0091\u0091",
                "\u0081\u00c0\u00c0",
                "\u00dc\u00ff\u00ff",
                "\u00c0",
                "\u00ca\u007f\u00c0\0\0");
        static final List<String> SERIALIZATION = List.of(
                "\u00ac\u00ed\0\5",
                "sr\0\21java.util.HashMap",
                "sr\0\21java.util.HashSet",
                "sr\0\23java.util.ArrayList",
                "sr\0\21java.lang.Integer",
                "\u007f\u00ff\u00ff\u00ff",
                "q\0~\0\0",
                "q\0~\0\1",
                "p",
                "t\0\3abc",
                "w\4",
                "|\0\0\0\1\0\0\0\0",
                "ur\0\2[I",
                "ur\0\2[Bx",
                "?@\0\0\0\0",
                "\u007f\u00f0\0\0",
                "x",
                "y",
                "z",
                "}",
                "~");
    }

    private static EncryptionKeys keys() {
        return EncryptionKeys.writing("k1", new SecretKeySpec(new byte[16], "AES"));
    }

    private static Map<String, Object> serializable() {
        HashMap<String, Object> map = new HashMap<>();
        map.put("list", new ArrayList<>(List.of(1, 2L, "three")));
        map.put("set", new java.util.HashSet<>(List.of("a", "b")));
        map.put("tree", new java.util.TreeMap<>(Map.of("k", new int[] {1, 2, 3})));
        map.put("deque", new java.util.ArrayDeque<>(List.of("x")));
        map.put("priority", new java.util.PriorityQueue<>(List.of("y")));
        map.put("linked", new java.util.LinkedHashSet<>(List.of("z")));
        return map;
    }

    Codec<Object> codec() {
        return codec;
    }

    /** A value as this codec writes it; to be left as it is. */
    byte[] valid() {
        return valid;
    }

    List<byte[]> words() {
        return words;
    }
}

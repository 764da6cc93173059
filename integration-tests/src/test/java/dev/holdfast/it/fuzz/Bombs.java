package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;

/** Few bytes that ask a reader for much memory, many frames or much time. */
final class Bombs {
    private static final int MANY = 200_000;

    private Bombs() {}

    /** By name. */
    static Map<String, byte[]> all() {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("empty", new byte[0]);
        bombs.put("zlib of 64 MiB", compressed(64));
        bombs.put("zlib that never ends", text("\1x\u009c"));
        bombs.put("[ nested", text("[".repeat(MANY)));
        bombs.put("[ nested and closed", text("[".repeat(MANY) + "]".repeat(MANY)));
        bombs.put("{ nested", text("{\"inner\":[".repeat(MANY)));
        bombs.put("number of many digits", text("9".repeat(MANY)));
        bombs.put("many digits in their place", text("{\"big\":" + "9".repeat(MANY) + "}"));
        bombs.put("great exponent as integer", text("{\"big\":1e999999999}"));
        bombs.put("great exponent as decimal", text("{\"exact\":1e2147483647}"));
        bombs.put("great exponent as count", text("{\"count\":1e999999999}"));
        bombs.put("instant of many digits", text("{\"since\":1" + "0".repeat(900) + "}"));
        bombs.put("instant with a great exponent", text("{\"since\":1e999999}"));
        bombs.put("many names of one hash", names());
        for (String header : List.of("\u00dd", "\u00df", "\u00db", "\u00c6", "\u00c9")) {
            for (String length :
                    List.of("\u007f\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", "\u001f\u00ff\u00ff\u00ff")) {
                bombs.put(
                        String.format("MessagePack %02x of %s", (int) header.charAt(0), (int) length.charAt(0)),
                        text(header + length + "\u00ff"));
                bombs.put(
                        String.format(
                                "MessagePack in place %02x of %s", (int) header.charAt(0), (int) length.charAt(0)),
                        text("\u0081\u00a4more" + "\u0081\u00a1k" + header + length));
            }
        }
        bombs.put("MessagePack nested", text("\u0091".repeat(MANY)));
        bombs.put("MessagePack maps nested", text("\u0081\u00a1k".repeat(MANY)));
        bombs.put(
                "MessagePack time beyond all time",
                text("\u00c7\u000c\u00ff\0\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
        bombs.put("sets of sets", serialized(sets(30)));
        bombs.put("lists of lists", serialized(lists(300)));
        bombs.put("a hash map for 2^30 entries", capacity());
        bombs.put(
                "int[2^31-1]",
                text("\u00ac\u00ed\0\5ur\0\2[IM\u00ba`&v\u00ea\u00b2\u00a5\2\0\0xp\u007f\u00ff\u00ff\u00ff"));
        bombs.put("a string of 2^63-1", text("\u00ac\u00ed\0\5|\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
        return bombs;
    }

    private static byte[] text(String bytes) {
        return bytes.getBytes(ISO_8859_1);
    }

    private static byte[] compressed(int mebibytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(1);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
            for (int i = 0; i < mebibytes; i++) {
                deflater.write(new byte[1 << 20]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** "Aa" and "BB" have one hash, and so has every row of such pairs. */
    private static byte[] names() {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < 1 << 13; i++) {
            json.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 13; bit++) {
                json.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            json.append("\":1");
        }
        return text(json.append('}').toString());
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StackOverflowError e) {
            throw new IllegalStateException("too deep to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Reading it asks for 2^depth hashes (Coekaerts, SerialDOS). */
    private static Set<Object> sets(int depth) {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> two = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextTwo = new HashSet<>();
            nextOne.add("different");
            one.add(nextOne);
            one.add(nextTwo);
            two.add(nextOne);
            two.add(nextTwo);
            one = nextOne;
            two = nextTwo;
        }
        return root;
    }

    private static List<Object> lists(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            list = new ArrayList<>(List.<Object>of(list));
        }
        return list;
    }

    /** A map that says of itself that it has many buckets and, after these, many entries. */
    private static byte[] capacity() {
        byte[] bytes = serialized(new java.util.HashMap<>(Map.of("k", "v")));
        String text = new String(bytes, ISO_8859_1);
        int block = text.indexOf("w\b");
        return text(
                (text.substring(0, block + 2) + "@\0\0\0\177\377\377\377" + text.substring(block + 10)));
    }
}

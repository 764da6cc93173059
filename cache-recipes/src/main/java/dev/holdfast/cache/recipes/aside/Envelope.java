package dev.holdfast.cache.recipes.aside;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is stored under a key, as bytes: a value with what must be known of it, or the lease of who loads it. The format
 * is documented in {@code docs/recipes/cache-aside.md}; numbers are big-endian.
 *
 * <pre>
 *  0  2  0xCA 0x5D
 *  2  1  version, 1
 *  3  1  kind: 1 lease, 2 value, 3 nothing; 8 is added where the store ends the entry at its TTL
 *  4  8  mark: random, tells this entry from all others
 * 12  8  when it was stored: milliseconds of the wall clock
 * 20  8  TTL in milliseconds, 2^63-1 for ever
 * 28  4  how long the load took, in milliseconds
 * 32  1  number of tags; each: 2 bytes length, the name in UTF-8, 8 bytes version
 *     …  the value as its codec encoded it
 * </pre>
 */
final class Envelope {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Magic and version: what the first three bytes must be. */
    private static final int HEAD = 0xCA5D01;

    private static final int KIND = 3;
    private static final int MARK = 4;
    private static final int STORED = 12;
    private static final int TTL = 20;
    private static final int LOAD = 28;
    private static final int TAGS = 32;
    private static final int SHORTEST = 33;

    private static final int LEASE = 1;
    private static final int VALUE = 2;
    private static final int NOTHING = 3;
    private static final int ENDED_BY_STORE = 8;

    private final byte[] bytes;

    private Envelope(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a value is stored with. */
    record Header(boolean endedByStore, long mark, long storedMillis, long ttlMillis, int loadMillis) {}

    /** The bytes as an envelope; null if they are none that this version can read. */
    static @Nullable Envelope read(byte[] bytes) {
        if (bytes.length < SHORTEST || (int) INTS.get(bytes, 0) >>> 8 != HEAD) {
            return null;
        }
        int kind = bytes[KIND] & ~ENDED_BY_STORE;
        Envelope envelope = new Envelope(bytes);
        return kind >= LEASE && kind <= NOTHING && envelope.payloadStart() <= bytes.length ? envelope : null;
    }

    static Envelope lease(long mark, Map<String, Long> tags) {
        return of(LEASE, new Header(false, mark, 0, 0, 0), tags, new byte[0]);
    }

    /** An entry of a value, or of there being none. */
    static Envelope of(Header header, Map<String, Long> tags, byte @Nullable [] payload) {
        return payload == null ? of(NOTHING, header, tags, new byte[0]) : of(VALUE, header, tags, payload);
    }

    private static Envelope of(int kind, Header header, Map<String, Long> tags, byte[] payload) {
        byte[] tagBytes = encode(tags);
        byte[] bytes = new byte[TAGS + tagBytes.length + payload.length];
        INTS.set(bytes, 0, HEAD << 8 | kind | (header.endedByStore ? ENDED_BY_STORE : 0));
        LONGS.set(bytes, MARK, header.mark);
        LONGS.set(bytes, STORED, header.storedMillis);
        LONGS.set(bytes, TTL, header.ttlMillis);
        INTS.set(bytes, LOAD, header.loadMillis);
        System.arraycopy(tagBytes, 0, bytes, TAGS, tagBytes.length);
        System.arraycopy(payload, 0, bytes, TAGS + tagBytes.length, payload.length);
        return new Envelope(bytes);
    }

    private static byte[] encode(Map<String, Long> tags) {
        int length = 1;
        for (String tag : tags.keySet()) {
            length += 10 + tag.getBytes(StandardCharsets.UTF_8).length;
        }
        byte[] bytes = new byte[length];
        bytes[0] = (byte) tags.size();
        int at = 1;
        for (Map.Entry<String, Long> tag : tags.entrySet()) {
            byte[] name = tag.getKey().getBytes(StandardCharsets.UTF_8);
            bytes[at] = (byte) (name.length >> 8);
            bytes[at + 1] = (byte) name.length;
            System.arraycopy(name, 0, bytes, at + 2, name.length);
            LONGS.set(bytes, at + 2 + name.length, tag.getValue().longValue());
            at += 10 + name.length;
        }
        return bytes;
    }

    /** The array itself. */
    byte[] bytes() {
        return bytes;
    }

    boolean isLease() {
        return bytes[KIND] == LEASE;
    }

    boolean isNothing() {
        return (bytes[KIND] & ~ENDED_BY_STORE) == NOTHING;
    }

    long mark() {
        return (long) LONGS.get(bytes, MARK);
    }

    /** What it was stored with. */
    Header header() {
        return new Header(
                (bytes[KIND] & ENDED_BY_STORE) != 0,
                mark(),
                (long) LONGS.get(bytes, STORED),
                (long) LONGS.get(bytes, TTL),
                (int) INTS.get(bytes, LOAD));
    }

    boolean hasTags() {
        return bytes[TAGS] != 0;
    }

    /** The tags and the versions they had. */
    Map<String, Long> tags() {
        Map<String, Long> tags = new LinkedHashMap<>();
        int at = SHORTEST;
        for (int left = bytes[TAGS] & 0xff; left > 0; left--) {
            int length = nameLength(at);
            String name = new String(bytes, at + 2, length, StandardCharsets.UTF_8);
            tags.put(name, (long) LONGS.get(bytes, at + 2 + length));
            at += 10 + length;
        }
        return tags;
    }

    private int nameLength(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Where the payload begins; past the end where the tags are cut off. */
    private int payloadStart() {
        int at = SHORTEST;
        for (int left = bytes[TAGS] & 0xff; left > 0; left--) {
            if (at + 2 > bytes.length) {
                return Integer.MAX_VALUE;
            }
            at += 10 + nameLength(at);
        }
        return at;
    }

    /** A copy of the value as its codec encoded it. */
    byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadStart(), bytes.length);
    }
}

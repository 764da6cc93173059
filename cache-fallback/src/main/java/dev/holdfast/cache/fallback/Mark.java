package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.cache.Versioned;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a migration stores beside plain values: 16 bytes that name the migration, the kind, then what the kind needs.
 *
 * @param kind what it says
 * @param id tells this mark from all others, so that a cache that compares bytes tells them apart too; zero for copies
 * @param value the value it carries; null for none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Mark(Kind kind, UUID id, byte @Nullable [] value) {
    private static final int HEADER_BYTES = 16;
    private static final int ID_BYTES = 16;

    /** What no value is shorter than that is a mark. */
    private static final int LEAST_BYTES = HEADER_BYTES + 1;

    /** The most that a mark adds to the value it carries. */
    static final int OVERHEAD_BYTES = LEAST_BYTES + ID_BYTES;

    enum Kind {
        /** In new: the value of a key whose truth is in old. */
        COPY('c'),
        /** In new: someone is about to leave a copy; who writes the key takes it away. Nothing else. */
        LEASE('l'),
        /** In new: the value, if old forwards with the same id; nothing, if it does not. */
        CLAIM('v'),
        /** In old: the truth is in new. */
        FORWARD('f');

        /** As it is stored: this for a mark that carries a value, the capital for one that does not. */
        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        static @Nullable Kind of(char stored) {
            for (Kind kind : values()) {
                if (kind.letter == Character.toLowerCase(stored)) {
                    return kind;
                }
            }
            return null;
        }

        byte stored(boolean carriesValue) {
            return (byte) (carriesValue ? letter : Character.toUpperCase(letter));
        }
    }

    private static final UUID NONE = new UUID(0, 0);

    static Mark copy(byte[] value) {
        return new Mark(Kind.COPY, NONE, value);
    }

    static Mark lease() {
        return new Mark(Kind.LEASE, UUID.randomUUID(), null);
    }

    static Mark claim(byte @Nullable [] value) {
        return new Mark(Kind.CLAIM, UUID.randomUUID(), value);
    }

    /** To the claim of this id. */
    static Mark forward(UUID id) {
        return new Mark(Kind.FORWARD, id, null);
    }

    /** To no claim: whatever new holds in its own right, or nothing. */
    static Mark forward() {
        return forward(UUID.randomUUID());
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether this is the claim that the forward mark points at, and carries the value. */
    boolean isClaimOf(Mark forward) {
        return kind == Kind.CLAIM && value != null && id.equals(forward.id);
    }

    /** Writes and reads the marks of one migration. Several migrations, one inside another, don't see each other's. */
    static final class Format {
        private final byte[] header;

        Format(String migration) {
            UUID name = UUID.nameUUIDFromBytes(("holdfast migration " + migration).getBytes(UTF_8));
            header = ByteBuffer.allocate(HEADER_BYTES)
                    .putLong(name.getMostSignificantBits())
                    .putLong(name.getLeastSignificantBits())
                    .array();
        }

        boolean isMark(byte[] stored) {
            return stored.length >= LEAST_BYTES
                    && stored[0] == header[0]
                    && Arrays.equals(stored, 0, HEADER_BYTES, header, 0, HEADER_BYTES);
        }

        /** The mark; null for a plain value, and for no entry. */
        @Nullable
        Mark of(@Nullable Versioned entry) {
            return entry == null ? null : read(entry.value());
        }

        /** The mark, or null for a plain value. */
        @Nullable
        Mark read(byte[] stored) {
            if (!isMark(stored)) {
                return null;
            }
            char letter = (char) stored[HEADER_BYTES];
            Kind kind = Kind.of(letter);
            if (kind == Kind.COPY) {
                return copy(Arrays.copyOfRange(stored, LEAST_BYTES, stored.length));
            }
            if (kind == null || stored.length < OVERHEAD_BYTES) {
                return lease(); // cut short by another hand: says nothing
            }
            ByteBuffer id = ByteBuffer.wrap(stored, LEAST_BYTES, ID_BYTES);
            boolean carries = Character.isLowerCase(letter);
            return new Mark(
                    kind,
                    new UUID(id.getLong(), id.getLong()),
                    carries ? Arrays.copyOfRange(stored, OVERHEAD_BYTES, stored.length) : null);
        }

        /** The value that readers see: the plain one, or the copy's; null for what says nothing by itself. */
        byte @Nullable [] visible(byte[] stored) {
            if (!isMark(stored)) {
                return stored;
            }
            Mark mark = read(stored);
            return mark != null && mark.is(Kind.COPY) ? mark.value : null;
        }

        /** The value of the claim that this forward mark points at; null if it is none. */
        byte @Nullable [] claimed(byte[] stored, Mark forward) {
            Mark mark = read(stored);
            return mark != null && mark.isClaimOf(forward) ? mark.value : null;
        }

        byte[] write(Mark mark) {
            byte[] value = mark.value == null ? new byte[0] : mark.value;
            boolean copy = mark.kind == Kind.COPY;
            ByteBuffer stored = ByteBuffer.allocate((copy ? LEAST_BYTES : OVERHEAD_BYTES) + value.length)
                    .put(header)
                    .put(mark.kind.stored(mark.value != null));
            if (!copy) {
                stored.putLong(mark.id.getMostSignificantBits()).putLong(mark.id.getLeastSignificantBits());
            }
            return stored.put(value).array();
        }
    }
}

package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answer of a {@code get} of any number of keys: {@code VALUE} blocks in the order of the keys, absent ones
 * left out, then {@code END}. Keeps its place between two pieces of an answer.
 */
final class TextValues {
    private static final byte[] VALUE = Ascii.bytes("VALUE ");

    /** Whose keys are asked, and who takes what is found. */
    interface Asker {
        int size();

        byte[] key(int index);

        void found(int index, Item item);
    }

    private final Asker asker;
    private int next;
    private @Nullable ValueBytes value;
    private int flags;
    private long unique;
    private @Nullable String error;

    TextValues(Asker asker) {
        this.asker = asker;
    }

    /** The server's error line, if that ended the answer. */
    @Nullable
    String error() {
        return error;
    }

    /** Takes what there is; whether the answer is complete. */
    boolean read(ByteBuffer in) throws ProtocolViolation {
        while (true) {
            if (value != null && !readValue(in, value)) {
                return false;
            }
            int end = Ascii.endOfLine(in);
            if (end < 0) {
                return false;
            }
            if (!startsWithValue(in)) {
                String line = Ascii.takeLine(in, end);
                if (Ascii.isError(line)) {
                    error = line;
                } else if (!line.equals("END")) {
                    throw new ProtocolViolation("neither VALUE nor END in the answer of a get");
                }
                return true;
            }
            readHeader(in, end);
        }
    }

    private static boolean startsWithValue(ByteBuffer in) {
        if (in.remaining() < VALUE.length) {
            return false;
        }
        for (int i = 0; i < VALUE.length; i++) {
            if (in.get(in.position() + i) != VALUE[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@code VALUE key flags bytes [unique]}. */
    private void readHeader(ByteBuffer in, int end) throws ProtocolViolation {
        int keyStart = in.position() + VALUE.length;
        int keyEnd = keyStart;
        while (keyEnd < end && in.get(keyEnd) != ' ') {
            keyEnd++;
        }
        findKey(in, keyStart, keyEnd);
        in.position(keyEnd);
        flags = (int) number(in, end);
        long length = number(in, end);
        if (length < 0 || length > Limits.LARGEST_ANSWER) {
            throw new ProtocolViolation("a value of impossible length");
        }
        unique = in.get(in.position()) == ' ' ? number(in, end) : 0;
        in.position(end + 1);
        value = new ValueBytes((int) length);
    }

    /** Goes on to the key the server names; those passed by are absent. */
    private void findKey(ByteBuffer in, int start, int end) throws ProtocolViolation {
        while (next < asker.size()) {
            if (isKey(asker.key(next), in, start, end)) {
                return;
            }
            next++;
        }
        throw new ProtocolViolation("a value that was not asked for");
    }

    private static boolean isKey(byte[] key, ByteBuffer in, int start, int end) {
        return in.hasArray()
                ? Arrays.equals(key, 0, key.length, in.array(), in.arrayOffset() + start, in.arrayOffset() + end)
                : ByteBuffer.wrap(key).equals(in.slice(start, end - start));
    }

    /** A space and a decimal number. */
    private static long number(ByteBuffer in, int end) throws ProtocolViolation {
        int i = in.position() + 1;
        long number = 0;
        for (; i < end; i++) {
            int digit = in.get(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        if (i == in.position() + 1) {
            throw new ProtocolViolation("a VALUE line without its numbers");
        }
        in.position(i);
        return number;
    }

    /** The rest of a value and its line end; whether it is complete. */
    private boolean readValue(ByteBuffer in, ValueBytes target) throws ProtocolViolation {
        if (!target.read(in) || in.remaining() < 2) {
            return false;
        }
        if (in.get() != '\r' || in.get() != '\n') {
            throw new ProtocolViolation("a value without its end");
        }
        asker.found(next++, new Item(target.whole(), flags, unique));
        value = null;
        return true;
    }
}

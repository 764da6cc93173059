package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads and writes the lines of the text protocol. */
final class Ascii {
    /** No line of a server is longer: the longest name a key of 250 bytes and four numbers. */
    private static final int LONGEST_LINE = 2048;

    private Ascii() {}

    static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The index of the next line feed; -1 if the line is not complete yet. */
    static int endOfLine(ByteBuffer in) throws ProtocolViolation {
        int limit = in.limit();
        for (int i = in.position(); i < limit; i++) {
            if (in.get(i) == '\n') {
                return i;
            }
        }
        if (in.remaining() > LONGEST_LINE) {
            throw new ProtocolViolation("an answer without end of line");
        }
        return -1;
    }

    /** Takes the next line, without its end; null if it is not complete yet. */
    static @Nullable String line(ByteBuffer in) throws ProtocolViolation {
        int end = endOfLine(in);
        return end < 0 ? null : takeLine(in, end);
    }

    /** Takes the line that ends there. */
    static String takeLine(ByteBuffer in, int end) {
        byte[] line = new byte[end - in.position()];
        in.get(line).get();
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
    }

    static boolean isError(String line) {
        return line.startsWith("SERVER_ERROR") || line.startsWith("CLIENT_ERROR") || line.startsWith("ERROR");
    }

    /** A line's decimal number. */
    static long unsigned(String digits) throws ProtocolViolation {
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw new ProtocolViolation("an answer that should be a number and is none");
        }
    }
}

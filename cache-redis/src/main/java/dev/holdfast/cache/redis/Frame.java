package dev.holdfast.cache.redis;

import java.nio.charset.StandardCharsets;

/**
 * Commands as the bytes that go to the server. Made by the caller's thread, so that the event loop only copies, and so
 * that the caller's arrays may be reused whatever becomes of the call.
 */
final class Frame {
    static final byte[] NOTHING = new byte[0];

    private Frame() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] decimal(long number) {
        return ascii(Long.toString(number));
    }

    /** A whole command. */
    static byte[] of(byte[]... words) {
        return join(head(words.length), bulks(words));
    }

    /** Words as they stand within a command, which others then join. */
    static byte[] bulks(byte[]... words) {
        int length = 0;
        for (byte[] word : words) {
            length += headLength(word.length) + word.length + 2;
        }
        byte[] bulks = new byte[length];
        int at = 0;
        for (byte[] word : words) {
            at = bulk(bulks, at, word);
        }
        return bulks;
    }

    /** What stands before that many words. */
    static byte[] head(int words) {
        return ascii("*" + words + "\r\n");
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private static int bulk(byte[] frame, int start, byte[] word) {
        int at = head(frame, start, '$', word.length);
        System.arraycopy(word, 0, frame, at, word.length);
        return end(frame, at + word.length);
    }

    private static int head(byte[] frame, int start, char type, int number) {
        frame[start] = (byte) type;
        int at = start + digits(number);
        for (int left = number, i = at; i > start; i--, left /= 10) {
            frame[i] = (byte) ('0' + left % 10);
        }
        return end(frame, at + 1);
    }

    private static int end(byte[] frame, int at) {
        frame[at] = '\r';
        frame[at + 1] = '\n';
        return at + 2;
    }

    private static int headLength(int number) {
        return digits(number) + 3;
    }

    private static int digits(int number) {
        int digits = 1;
        for (int left = number; left >= 10; left /= 10) {
            digits++;
        }
        return digits;
    }
}

package dev.holdfast.cache.recipes.fleet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What lies under a key of {@link Once}: {@code doing:} or {@code done:} and a token; after {@code done:}, a line feed
 * and the value where one is kept. What anybody else put there counts as done.
 */
final class OnceEntry {
    private static final String DOING = "doing:";
    private static final String DONE = "done:";

    private OnceEntry() {}

    static byte[] doing(String token) {
        return Claims.bytes(DOING + token);
    }

    static byte[] done(String token) {
        return Claims.bytes(DONE + token);
    }

    static byte[] done(String token, byte[] value) {
        byte[] head = Claims.bytes(DONE + token + "\n");
        byte[] entry = Arrays.copyOf(head, head.length + value.length);
        System.arraycopy(value, 0, entry, head.length, value.length);
        return entry;
    }

    static boolean isDoing(byte[] entry) {
        return startsWith(entry, DOING);
    }

    /** The value kept; null if none is. */
    static byte @Nullable [] value(byte[] entry) {
        if (!startsWith(entry, DONE)) {
            return null;
        }
        for (int i = DONE.length(); i < entry.length; i++) {
            if (entry[i] == '\n') {
                return Arrays.copyOfRange(entry, i + 1, entry.length);
            }
        }
        return null;
    }

    private static boolean startsWith(byte[] entry, String head) {
        return entry.length >= head.length()
                && new String(entry, 0, head.length(), StandardCharsets.ISO_8859_1).equals(head);
    }
}

package dev.holdfast.cache;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a key may be: 1 to {@value #MAX_BYTES} UTF-8 bytes of well-formed Unicode (contract clause KEY-1).
 *
 * <p>Drivers and decorators check with this before anything is sent.
 */
public final class KeyRules {
    /** The greatest length of a key with its prefix, in UTF-8 bytes. */
    public static final int MAX_BYTES = 1024;

    /** Keys of up to this many chars cannot be too long, whatever they hold: a char is at most three bytes. */
    private static final int ALWAYS_SHORT_ENOUGH = MAX_BYTES / 3;

    private KeyRules() {}

    /**
     * Checks a key.
     *
     * @param key the key
     * @return the same key
     * @throws NullPointerException if null
     * @throws IllegalArgumentException if empty, too long, or with an unpaired surrogate
     */
    public static String check(String key) {
        int length = key.length();
        if (length == 0) {
            throw new IllegalArgumentException("a key must not be empty");
        }
        int extraBytes = 0;
        for (int i = 0; i < length; i++) {
            char c = key.charAt(i);
            if (c >= 0x80) {
                extraBytes += c < 0x800 ? 1 : 2;
                if (Character.isSurrogate(c)) {
                    if (Character.isLowSurrogate(c)
                            || i + 1 == length
                            || !Character.isLowSurrogate(key.charAt(i + 1))) {
                        throw new IllegalArgumentException("a key must be well-formed Unicode, but has an unpaired"
                                + " surrogate at index " + i + "; encode binary keys as text first");
                    }
                    i++; // the pair is four bytes: two chars and the two extra just counted
                }
            }
        }
        if (length > ALWAYS_SHORT_ENOUGH && length + extraBytes > MAX_BYTES) {
            throw new IllegalArgumentException("a key must be at most " + MAX_BYTES + " UTF-8 bytes, not "
                    + (length + extraBytes) + "; hash its long part");
        }
        return key;
    }

    /**
     * Checks many keys.
     *
     * @param keys the keys
     * @return each once, in the order first given
     * @throws NullPointerException if the collection or a key is null
     * @throws IllegalArgumentException if a key is refused by {@link #check(String)}
     */
    public static Set<String> checkAll(Collection<String> keys) {
        Set<String> distinct = new LinkedHashSet<>(Math.max(16, keys.size() * 2));
        for (String key : keys) {
            distinct.add(check(key));
        }
        return distinct;
    }

    /**
     * A key as messages may show it: control and format characters, line separators and unpaired surrogates escaped, so
     * that no key can forge a log line, and cut at 120 characters.
     *
     * @param key any string
     * @return the printable form, in single quotes
     */
    public static String printable(String key) {
        StringBuilder text = new StringBuilder(key.length() + 2).append('\'');
        key.codePoints().limit(120).forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> text.append(String.format("\\u%04x", c));
                default -> text.appendCodePoint(c);
            }
        });
        return text.append(key.codePointCount(0, key.length()) > 120 ? "…'" : "'")
                .toString();
    }
}

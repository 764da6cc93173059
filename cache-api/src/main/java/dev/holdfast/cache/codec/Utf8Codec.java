package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict UTF-8. */
final class Utf8Codec implements Codec<String> {
    static final Codec<String> INSTANCE = new Utf8Codec();

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Codec() {}

    @Override
    public byte[] encode(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c)) {
                i++;
                if (Character.isLowSurrogate(c) || i == value.length() || !Character.isLowSurrogate(value.charAt(i))) {
                    throw CacheCodecException.encoding("the text has an unpaired surrogate at index " + (i - 1), null);
                }
            }
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Malformed bytes become U+FFFD, which may also stand in the text itself: only then do the bytes come back.
        if (text.indexOf(REPLACEMENT) >= 0 && !Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            throw CacheCodecException.decoding("the bytes are not UTF-8", null);
        }
        return text;
    }

    @Override
    public String toString() {
        return "utf8";
    }
}

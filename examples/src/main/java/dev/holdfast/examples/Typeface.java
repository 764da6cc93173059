package dev.holdfast.examples;

import java.nio.charset.Charset;

/** Says the same in the characters that the output has; every character stays one wide, so tables stay aligned. */
enum Typeface {
    UNICODE {
        @Override
        String set(String text) {
            return text;
        }
    },
    ASCII {
        @Override
        String set(String text) {
            StringBuilder plain = new StringBuilder(text);
            for (int i = 0; i < plain.length(); i++) {
                int found = FINE.indexOf(plain.charAt(i));
                if (found >= 0) {
                    plain.setCharAt(i, PLAIN.charAt(found));
                }
            }
            return plain.toString();
        }
    };

    private static final String FINE = "─│┌┐└┘├┤┬┴┼█░▁▂▃▄▅▆▇×µ–—·✓✗→…−";
    private static final String PLAIN = "-|+++++++++#._.--==##xu---+!>.-";

    /** The finest that can be written. */
    static Typeface of(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode(FINE) ? UNICODE : ASCII;
    }

    abstract String set(String text);
}

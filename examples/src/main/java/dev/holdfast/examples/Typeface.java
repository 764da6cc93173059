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
                plain.setCharAt(i, plain(plain.charAt(i)));
            }
            return plain.toString();
        }
    };

    /** One of each kind that {@link #plain} replaces. */
    private static final String SAMPLE = "─┼█▁×µ—✓→…";

    /** The finest that can be written. */
    static Typeface of(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode(SAMPLE) ? UNICODE : ASCII;
    }

    abstract String set(String text);

    private static char plain(char fine) {
        return switch (fine) {
            case '─', '—', '·' -> '-';
            case '│' -> '|';
            case '┌', '┐', '└', '┘', '├', '┤', '┬', '┴', '┼', '✓' -> '+';
            case '✗' -> '!';
            case '█', '▇', '▆' -> '#';
            case '▅', '▄', '▃' -> '=';
            case '▂', '▁' -> '-';
            case '░', '…' -> '.';
            case '×' -> 'x';
            case 'µ' -> 'u';
            case '→' -> '>';
            default -> fine;
        };
    }
}

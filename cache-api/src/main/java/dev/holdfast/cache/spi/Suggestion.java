package dev.holdfast.cache.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/** Finds what a misspelt name was meant to be, by edit distance (V. I. Levenshtein, 1966; F. J. Damerau, 1964). */
public final class Suggestion {
    private Suggestion() {}

    /**
     * The nearest known name, if one is near.
     *
     * @param known the names there are
     * @param name the one given
     * @return such as {@code ", did you mean timeout?"}; empty where none is near
     */
    public static String among(Collection<String> known, String name) {
        String given = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(given, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(best -> distance(given, best.toLowerCase(Locale.ROOT)) <= Math.max(1, best.length() / 3))
                .map(best -> ", did you mean " + best + "?")
                .orElse("");
    }

    /** How many insertions, deletions, substitutions and swaps of neighbours it takes, none of them overlapping. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int[] next = beforeLast;
            beforeLast = last;
            last = row;
            row = next;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}

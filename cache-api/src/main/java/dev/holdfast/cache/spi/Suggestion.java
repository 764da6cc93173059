package dev.holdfast.cache.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt name was meant to be, by edit distance (V. I. Levenshtein, 1966). */
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

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}

package dev.holdfast.cache.spi;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt name was meant to be, by edit distance with swapped neighbours (F. J. Damerau, 1964). */
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
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int substituted = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int dropped = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                distance[i][j] = Math.min(
                        Math.min(substituted, dropped), swapped ? distance[i - 2][j - 2] + 1 : Integer.MAX_VALUE);
            }
        }
        return distance[a.length()][b.length()];
    }
}

package dev.holdfast.cache.benchmarks.stampede;

import java.util.List;

/**
 * How one way of reading fared.
 *
 * @param reader which, as tables show it
 * @param loads of a missing key, on average
 * @param mostLoads of one key
 * @param halfWithinMicros what half of the callers waited at most
 * @param mostWithinMicros the same of 99 in 100
 * @param longestMicros what one caller waited
 */
public record Crowd(
        String reader, double loads, int mostLoads, long halfWithinMicros, long mostWithinMicros, long longestMicros) {
    /**
     * From what was counted.
     *
     * @param reader which
     * @param loads of each key
     * @param micros that each caller waited
     * @return how it fared
     */
    static Crowd of(String reader, List<Integer> loads, List<Long> micros) {
        long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Crowd(
                reader,
                loads.stream().mapToInt(Integer::intValue).average().orElseThrow(),
                loads.stream().mapToInt(Integer::intValue).max().orElseThrow(),
                sorted[(sorted.length - 1) / 2],
                sorted[(int) Math.ceil(0.99 * sorted.length) - 1],
                sorted[sorted.length - 1]);
    }
}

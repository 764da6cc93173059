package dev.holdfast.cache.benchmarks.race;

import java.util.Locale;

/**
 * What one contender did in one short piece of time.
 *
 * @param contest which table it belongs to
 * @param fork the number of the JVM
 * @param round the number of the round within it
 * @param contender its name; {@value #TWIN} for the baseline's second instance
 * @param calls how many
 * @param nanos how long the slice was
 * @param processorNanos of all processors, in all
 * @param bytes allocated, in all
 * @param halfWithinNanos what half of the calls stay within
 * @param mostWithinNanos the same of 99 in 100
 */
public record Slice(
        Contest contest,
        int fork,
        int round,
        String contender,
        long calls,
        long nanos,
        long processorNanos,
        long bytes,
        long halfWithinNanos,
        long mostWithinNanos) {
    /** Who plays in a second instance of the baseline. */
    public static final String TWIN = "AGAIN";

    /** The names of the columns. */
    public static final String HEADER =
            "operation,threads,virtual,fork,round,contender,calls,nanos,cpu_nanos,bytes,p50_nanos,p99_nanos";

    String toRow() {
        return String.format(
                Locale.ROOT,
                "%s,%d,%b,%d,%d,%s,%d,%d,%d,%d,%d,%d",
                contest.operation(),
                contest.threads(),
                contest.virtual(),
                fork,
                round,
                contender,
                calls,
                nanos,
                processorNanos,
                bytes,
                halfWithinNanos,
                mostWithinNanos);
    }

    /**
     * Reads a row.
     *
     * @param row as written
     * @return what it says
     */
    public static Slice ofRow(String row) {
        String[] cells = row.split(",", -1);
        return new Slice(
                new Contest(cells[0], Integer.parseInt(cells[1]), Boolean.parseBoolean(cells[2])),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]),
                cells[5],
                Long.parseLong(cells[6]),
                Long.parseLong(cells[7]),
                Long.parseLong(cells[8]),
                Long.parseLong(cells[9]),
                Long.parseLong(cells[10]),
                Long.parseLong(cells[11]));
    }

    /**
     * How fast.
     *
     * @return calls a second, of all callers together
     */
    public double callsPerSecond() {
        return calls * 1e9 / nanos;
    }

    /**
     * What a call costs.
     *
     * @return nanoseconds of processor time
     */
    public double processorNanosPerCall() {
        return (double) processorNanos / calls;
    }

    /**
     * What a call allocates.
     *
     * @return bytes
     */
    public double bytesPerCall() {
        return (double) bytes / calls;
    }
}

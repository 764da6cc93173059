package dev.holdfast.cache.benchmarks.report;

import java.util.List;
import java.util.Locale;

/**
 * One contender's figures in one contest, medians over rounds.
 *
 * @param name of the contender
 * @param title of the contender
 * @param isOurs whether it is ours
 * @param speed calls in the time of one of the baseline
 * @param thrift calls in the client's processor time of one of the baseline
 * @param callsPerSecond of all callers together
 * @param processorNanos the client's processor time a call
 * @param halfWithinNanos what half of the calls stay within
 * @param mostWithinNanos the same of 99 in 100
 * @param bytes allocated a call
 */
public record Line(
        String name,
        String title,
        boolean isOurs,
        Quartiles speed,
        Quartiles thrift,
        double callsPerSecond,
        double processorNanos,
        double halfWithinNanos,
        double mostWithinNanos,
        double bytes) {
    /** The head of a table. */
    public static final String HEAD = """
            | | speed | 95 % | quartiles | thrift | quartiles | calls/s | CPU µs/call | p50 µs | p99 µs | bytes/call |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """;

    /** The names of the columns of the results. */
    public static final String COLUMNS =
            "group,operation,threads,virtual,contender,speed,speed_from,speed_to,speed_q1,speed_q3,thrift,thrift_q1,thrift_q3,"
                    + "calls_per_second,cpu_ns_per_call,p50_ns,p99_ns,bytes_per_call,believed";

    /**
     * As a line of the table.
     *
     * @return Markdown
     */
    public String markdown() {
        String bold = isOurs ? "**" : "";
        return String.format(
                Locale.ROOT,
                "| %s%s%s | %s%.2f%s | %s | %.2f–%.2f | %s%.2f%s | %.2f–%.2f | %,.0f | %s | %s | %s | %,.0f |%n",
                bold,
                title,
                bold,
                bold,
                speed.median(),
                bold,
                interval(speed.surelyFrom(), speed.surelyTo()),
                speed.lower(),
                speed.upper(),
                bold,
                thrift.median(),
                bold,
                thrift.lower(),
                thrift.upper(),
                callsPerSecond,
                micros(processorNanos),
                micros(halfWithinNanos),
                micros(mostWithinNanos),
                bytes);
    }

    /** To a thousandth where that much is known. */
    private static String interval(double from, double to) {
        return String.format(Locale.ROOT, to - from < 0.05 ? "%.3f–%.3f" : "%.2f–%.2f", from, to);
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, nanos < 995 ? "%.3f" : nanos < 9_950 ? "%.2f" : "%,.0f", nanos / 1_000);
    }

    /**
     * As a row of the results.
     *
     * @param group its group
     * @param standings its contest
     * @return comma-separated
     */
    public String row(String group, Standings standings) {
        List<Double> figures = List.of(
                speed.median(),
                speed.surelyFrom(),
                speed.surelyTo(),
                speed.lower(),
                speed.upper(),
                thrift.median(),
                thrift.lower(),
                thrift.upper(),
                callsPerSecond,
                processorNanos,
                halfWithinNanos,
                mostWithinNanos,
                bytes);
        StringBuilder row = new StringBuilder(String.format(
                Locale.ROOT,
                "%s,%s,%d,%b,%s",
                group,
                standings.contest().operation(),
                standings.contest().threads(),
                standings.contest().virtual(),
                name));
        figures.forEach(figure -> row.append(String.format(Locale.ROOT, ",%.3f", figure)));
        return row.append(',').append(standings.areBelieved()).append('\n').toString();
    }
}

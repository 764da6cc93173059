package dev.holdfast.cache.benchmarks.memory;

import java.util.Locale;

/**
 * What a client takes up.
 *
 * @param client who
 * @param instanceBytes of the heap, an instance that idles
 * @param threads of an instance
 * @param files open of an instance: connections, selectors
 * @param callBytes of the heap, a call that waits, its thread not counted
 */
public record Footprint(String client, double instanceBytes, double threads, double files, double callBytes) {
    /** The names of the columns. */
    public static final String HEADER =
            "client,heap_bytes_per_instance,threads_per_instance,files_per_instance,heap_bytes_per_waiting_call";

    /**
     * As a row of the results.
     *
     * @return comma-separated
     */
    public String row() {
        return String.format(
                Locale.ROOT, "\"%s\",%.0f,%.2f,%.2f,%.0f", client, instanceBytes, threads, files, callBytes);
    }

    /**
     * Reads a row.
     *
     * @param row as written
     * @return what it says
     */
    public static Footprint ofRow(String row) {
        int end = row.lastIndexOf('"'); // names have commas
        String[] cells = row.substring(end + 2).split(",", -1);
        return new Footprint(
                row.substring(1, end),
                Double.parseDouble(cells[0]),
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]));
    }
}

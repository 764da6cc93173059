package dev.holdfast.cache.benchmarks.gate;

import java.util.Locale;

/**
 * What a call costs.
 *
 * @param name of the call, such as {@code redis OURS get}
 * @param bytes allocated a call, by all threads
 * @param flushes in a thousand calls: how often something is written to a socket
 * @param sent bytes a call, to the server
 * @param received bytes a call, from the server
 */
record Cost(String name, double bytes, double flushes, double sent, double received) {
    /** The names of the columns. */
    static final String HEADER =
            "call,bytes_allocated_per_call,flushes_per_1000,bytes_sent_per_call,bytes_received_per_call";

    String row() {
        return String.format(Locale.ROOT, "%s,%.0f,%.0f,%.0f,%.0f", name, bytes, flushes, sent, received);
    }

    static Cost ofRow(String row) {
        String[] cells = row.split(",", -1);
        return new Cost(
                cells[0],
                Double.parseDouble(cells[1]),
                Double.parseDouble(cells[2]),
                Double.parseDouble(cells[3]),
                Double.parseDouble(cells[4]));
    }

    /** The lesser of each figure. */
    Cost least(Cost other) {
        return new Cost(
                name,
                Math.min(bytes, other.bytes),
                Math.min(flushes, other.flushes),
                Math.min(sent, other.sent),
                Math.min(received, other.received));
    }
}

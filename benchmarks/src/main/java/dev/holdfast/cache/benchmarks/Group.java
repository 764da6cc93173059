package dev.holdfast.cache.benchmarks;

import java.io.IOException;

/** A part of the report that can be asked for by its name. */
interface Group {
    /** What the command line calls it. */
    String name();

    /** What the report calls it. */
    String title();

    /** Measures, and reports; false if there was nothing to measure, and an earlier report stays. */
    boolean play(CommandLine asked, Report report) throws IOException, InterruptedException;
}

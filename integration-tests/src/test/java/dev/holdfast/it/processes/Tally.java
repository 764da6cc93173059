package dev.holdfast.it.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one process has begun and what was acknowledged to it, in a mapped file: the pages are the kernel's, so they tell
 * of the very last step of a process that was killed. Written by the process, a slot by one thread; read by others
 * while it runs.
 */
final class Tally {
    /** How many locks there are to be granted. */
    static final int LOCKS = 50_000;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int STOP_AT = 0;
    private static final int SLOTS_AT = Long.BYTES;
    private static final int GRANTS_AT = SLOTS_AT + Job.values().length * Kind.values().length * Long.BYTES;

    private final ByteBuffer file;

    /** What is counted of each job. */
    enum Kind {
        /** Tried, whatever came of it; noted before the call. */
        BEGUN,
        /** Acknowledged. */
        DONE,
        /** Certainly not carried out: refused, or another was quicker. */
        NOT_DONE,
        /** Failed with an unknown outcome. */
        UNKNOWN
    }

    Tally(Path path) {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            file = channel.map(FileChannel.MapMode.READ_WRITE, 0, GRANTS_AT + (long) LOCKS * Integer.BYTES)
                    .order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int slot(Job job, Kind kind) {
        return SLOTS_AT + (job.ordinal() * Kind.values().length + kind.ordinal()) * Long.BYTES;
    }

    void add(Job job, Kind kind) {
        LONGS.getAndAdd(file, slot(job, kind), 1L);
    }

    long count(Job job, Kind kind) {
        return (long) LONGS.getVolatile(file, slot(job, kind));
    }

    /** Begun, and the end not noted: what a killed process leaves. */
    long inFlight(Job job) {
        return count(job, Kind.BEGUN) - count(job, Kind.DONE) - count(job, Kind.NOT_DONE) - count(job, Kind.UNKNOWN);
    }

    /** This process was granted that lock. */
    void granted(int lock) {
        INTS.getAndAdd(file, GRANTS_AT + lock * Integer.BYTES, 1);
    }

    /** How often this process was granted that lock. */
    int grants(int lock) {
        return (int) INTS.getVolatile(file, GRANTS_AT + lock * Integer.BYTES);
    }

    /** Asks the process to end. */
    void stop() {
        LONGS.setVolatile(file, STOP_AT, 1L);
    }

    boolean isStopped() {
        return (long) LONGS.getVolatile(file, STOP_AT) != 0;
    }

    /** The least that any job has begun. */
    long progress() {
        long least = Long.MAX_VALUE;
        for (Job job : Job.values()) {
            least = Math.min(least, count(job, Kind.BEGUN));
        }
        return least;
    }
}

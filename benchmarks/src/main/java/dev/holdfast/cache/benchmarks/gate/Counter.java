package dev.holdfast.cache.benchmarks.gate;

import com.sun.management.ThreadMXBean;
import dev.holdfast.cache.benchmarks.race.Work;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Counts what a lone caller's calls cost this JVM, and send over taps. */
final class Counter {
    private static final int CALLS = 1_000;

    /** So few that some of them meet no timer, no event loop that wakes for nothing and no buffer that grows. */
    private static final int FEW = 10;

    private static final int WARM_UPS = 2;
    private static final int BATCHES = 4;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Tap> taps;

    /** Where results go, so that none is optimised away. */
    @Nullable
    Object sink;

    Counter(List<Tap> taps) {
        this.taps = taps;
    }

    private double sum(ToLongFunction<Tap> figure) {
        return taps.stream().mapToLong(figure).sum();
    }

    /** The least of some batches: what a timer or another thread does now and then is none of the call's. */
    Cost count(String name, Work work) throws Exception {
        for (int i = 0; i < WARM_UPS * CALLS; i++) {
            sink = work.call(i);
        }
        long[] alive = threads.getAllThreadIds();
        long nothing = Long.MAX_VALUE;
        for (int i = 0; i < CALLS; i++) {
            nothing = Math.min(nothing, allocated(alive, work, 0, 0)); // looking allocates too
        }
        Cost least = batch(name, work, WARM_UPS * CALLS, alive, nothing);
        for (int batch = 1; batch < BATCHES; batch++) {
            least = least.least(batch(name, work, (WARM_UPS + batch) * CALLS, alive, nothing));
        }
        return least;
    }

    private Cost batch(String name, Work work, int step, long[] alive, long nothing) throws Exception {
        double flushes = sum(Tap::flushes);
        double sent = sum(Tap::sent);
        double received = sum(Tap::received);
        long bytes = Long.MAX_VALUE;
        for (int i = 0; i < CALLS; i += FEW) {
            bytes = Math.min(bytes, allocated(alive, work, step + i, FEW));
        }
        return new Cost(
                name,
                (double) Math.max(0, bytes - nothing) / FEW,
                sum(Tap::flushes) - flushes,
                (sum(Tap::sent) - sent) / CALLS,
                (sum(Tap::received) - received) / CALLS);
    }

    /** By these threads, while so many calls are made. */
    private long allocated(long[] alive, Work work, int step, int calls) throws Exception {
        long[] before = threads.getThreadAllocatedBytes(alive);
        for (int i = 0; i < calls; i++) {
            sink = work.call(step + i);
        }
        long[] after = threads.getThreadAllocatedBytes(alive);
        long sum = 0;
        for (int i = 0; i < alive.length; i++) {
            sum += Math.max(0, after[i] - before[i]); // -1 is of one that has ended
        }
        return sum;
    }
}

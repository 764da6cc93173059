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
    private static final int WARM_UPS = 3;
    private static final int BATCHES = 5;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final List<Tap> taps;

    /** Where results go, so that none is optimised away. */
    @Nullable
    Object sink;

    Counter(List<Tap> taps) {
        this.taps = taps;
    }

    private double bytes() {
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(bytes, 0);
        }
        return sum;
    }

    private double sum(ToLongFunction<Tap> figure) {
        return taps.stream().mapToLong(figure).sum();
    }

    /** The least of some batches: what a timer or another thread does now and then is none of the call's. */
    Cost count(String name, Work work) throws Exception {
        Cost least = null;
        for (int batch = -WARM_UPS; batch < BATCHES; batch++) {
            Cost cost = batch(name, work, (batch + WARM_UPS) * CALLS);
            if (batch >= 0) {
                least = least == null ? cost : least.least(cost);
            }
        }
        if (least == null) {
            throw new IllegalStateException("nothing was counted");
        }
        return least;
    }

    private Cost batch(String name, Work work, int step) throws Exception {
        double flushes = sum(Tap::flushes);
        double sent = sum(Tap::sent);
        double received = sum(Tap::received);
        double bytes = bytes();
        for (int i = 0; i < CALLS; i++) {
            sink = work.call(step + i);
        }
        return new Cost(
                name,
                (bytes() - bytes) / CALLS,
                sum(Tap::flushes) - flushes,
                (sum(Tap::sent) - sent) / CALLS,
                (sum(Tap::received) - received) / CALLS);
    }
}

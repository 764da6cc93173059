package dev.holdfast.cache.benchmarks.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes allocated per call: no clock is involved, so the figure is the same on every machine. */
class LocalAllocationTest {
    private static final int CALLS = 100_000;

    private Object sink;

    @ParameterizedTest
    @ValueSource(strings = {"local:", "local:?maxEntries=10"})
    void getHit_allocatesTheCopyAlone(String url) {
        try (DistributedCache cache = Caches.open(url)) {
            byte[] value = new byte[100];
            cache.set("user:profile:0000001", value, Ttl.ofMinutes(10));

            double copy = bytesPerCall(value::clone);
            double get = bytesPerCall(() -> cache.get("user:profile:0000001"));

            assertThat(sink).isEqualTo(value);
            assertThat(get).isCloseTo(copy, within(1.0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local:", "local:?maxEntries=10"})
    void getMiss_allocatesNothing(String url) {
        try (DistributedCache cache = Caches.open(url)) {
            double get = bytesPerCall(() -> cache.get("user:missing:0000001"));

            assertThat(sink).isNull();
            assertThat(get).isCloseTo(0, within(1.0));
        }
    }

    /** On average, after as many calls of warm-up, in which buffers may grow. */
    private double bytesPerCall(Supplier<Object> call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        repeat(call);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call);
        return (double) (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
    }

    private void repeat(Supplier<Object> call) {
        for (int i = 0; i < CALLS; i++) {
            sink = call.get();
        }
    }
}

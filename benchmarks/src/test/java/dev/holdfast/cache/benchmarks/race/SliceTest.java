package dev.holdfast.cache.benchmarks.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

class SliceTest {
    @Test
    void row_isReadAsItWasWritten() {
        Slice slice = new Slice(new Contest("get", 256, true), 2, 7, "OURS", 1_000, 2_000, 3_000, 4_000, 5, 6);

        assertThat(Slice.ofRow(slice.toRow())).isEqualTo(slice);
        assertThat(slice.callsPerSecond()).isEqualTo(5e8);
        assertThat(slice.processorNanosPerCall()).isEqualTo(3);
        assertThat(slice.bytesPerCall()).isEqualTo(4);
    }

    @Test
    void meter_countsThisThreadsWork() {
        Meter meter = new Meter();
        long nanos = meter.processorNanos();
        long bytes = meter.allocatedBytes();

        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        byte[][] kept = new byte[1_000][];
        long end = threads.getCurrentThreadCpuTime() + 40_000_000;
        for (int i = 0; threads.getCurrentThreadCpuTime() < end; i++) {
            kept[i % kept.length] = new byte[1_000];
        }

        assertThat(kept).isNotEmpty();
        assertThat(meter.processorNanos() - nanos).isGreaterThan(10_000_000);
        assertThat(meter.allocatedBytes() - bytes).isGreaterThan(100_000);
    }
}

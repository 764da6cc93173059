package dev.holdfast.cache.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    /** What {@code ./bench gate} does; {@code ./bench gate --accept} keeps new figures. */
    @Test
    void calls_costWhatTheyDid() throws Exception {
        Verdict verdict = Verdict.of(Gate.kept(Path.of("baseline.csv")), Gate.measured());

        assertThat(verdict.dearer()).isEmpty();
    }

    @Test
    void aCallThatAsksTwice_orKeepsACopy_isFound() throws Exception {
        try (RedisServer server = RedisServer.started();
                Tap tap = new Tap(server.port());
                DistributedCache cache = Caches.open("redis://" + tap.address())) {
            cache.set("k", new byte[100], Ttl.ofMinutes(1));
            Counter counter = new Counter(List.of(tap));

            Cost once = counter.count("get", step -> cache.get("k"));
            Cost twice = counter.count("get", step -> cache.get("k") == null ? null : cache.get("k"));
            Cost copied = counter.count("get", step -> cache.get("k").clone());

            assertThat(Verdict.of(List.of(once), List.of(once)).dearer()).isEmpty();
            assertThat(Verdict.of(List.of(once), List.of(twice)).dearer())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("2,000 flushes in 1,000 calls, was 1,000"));
            assertThat(Verdict.of(List.of(once), List.of(copied)).dearer())
                    .singleElement()
                    .asString()
                    .contains("bytes allocated a call");
        }
    }
}

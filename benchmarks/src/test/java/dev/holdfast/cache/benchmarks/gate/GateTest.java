package dev.holdfast.cache.benchmarks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.servers.RedisServer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void aCallThatAsksTwice_orKeepsACopy_isFound() throws Exception {
        try (RedisServer server = RedisServer.started();
                Tap tap = new Tap(server.port());
                DistributedCache cache = Caches.open("redis://" + tap.address() + "?timeout=5s")) {
            cache.set("k", new byte[2_000], Ttl.ofMinutes(1));
            Counter counter = new Counter(List.of(tap));

            Cost once = counter.count("get", step -> cache.get("k"));
            Cost twice = counter.count("get", step -> cache.get("k") == null ? null : cache.get("k"));
            Cost copied = counter.count(
                    "get", step -> Objects.requireNonNull(cache.get("k")).clone());

            assertThat(Verdict.of(List.of(once), List.of(twice)).dearer())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("flushes in 1,000 calls"));
            assertThat(Verdict.of(List.of(once), List.of(copied)).dearer())
                    .singleElement()
                    .asString()
                    .contains("bytes allocated a call");
        }
    }
}

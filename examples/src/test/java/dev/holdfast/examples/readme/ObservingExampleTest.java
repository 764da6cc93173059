package dev.holdfast.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.observe.CacheStats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ObservingExampleTest {
    @Test
    void stats_countHitsAndMisses() {
        // tag::observing
        CacheStats stats = new CacheStats();
        DistributedCache cache =
                Caches.open("local:", CacheOptions.builder().observer(stats).build());

        cache.set("greeting", "hello".getBytes(UTF_8), Ttl.ofMinutes(10));
        cache.get("greeting");
        cache.get("farewell");

        String summary = stats.toString(); // hits 1, misses 1 (50.0 %), errors 0
        Duration p99 = stats.latency(Operation.GET, 0.99);
        // end::observing
        cache.close();
        assertThat(summary).isEqualTo("hits 1, misses 1 (50.0 %), errors 0");
        assertThat(p99).isPositive();
    }
}

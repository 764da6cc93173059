package dev.holdfast.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CounterExampleTest {
    @Test
    void incr_createsThenCounts() {
        try (DistributedCache cache = Caches.open("local:")) {
            cache.incr("visits:today", 1, 1, Ttl.ofMinutes(1));
            // tag::counter
            Ttl day = Ttl.of(Duration.ofDays(1));

            // Absent: created with 1, for a day. Present: 1 is added, and its TTL stays as it is.
            long visits = cache.incr("visits:today", 1, 1, day);

            // Empty where there is no such counter; never below 0.
            OptionalLong seats = cache.decr("seats:42", 1);
            // end::counter
            assertThat(visits).isEqualTo(2);
            assertThat(cache.ttl("visits:today").duration()).isLessThanOrEqualTo(Duration.ofMinutes(1));
            assertThat(seats).isEmpty();
        }
    }
}

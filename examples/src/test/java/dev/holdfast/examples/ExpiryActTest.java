package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryActTest {
    private final DistributedCache cache = Caches.open("local:");

    @AfterEach
    void close() {
        cache.close();
    }

    private Watch watch(Ttl promised, Duration resolution) {
        long writtenNanos = System.nanoTime() - Duration.ofSeconds(10).toNanos();
        return new Watch(cache, List.of(new Mayfly("mayfly", promised, writtenNanos, writtenNanos)), resolution);
    }

    @Test
    void look_goneBeforeItsTtl_isEarly() {
        Watch watch = watch(Ttl.ofMinutes(1), Duration.ofMillis(1));
        watch.look();

        assertThat(watch.early()).isEqualTo(1);
        assertThat(watch.over()).isTrue();
        assertThat(watch.longestLife()).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(1));
    }

    @Test
    void look_readableLongAfterItsTtl_isLate() {
        cache.set("mayfly", new byte[1], Ttl.forever());
        Watch watch = watch(Ttl.ofSeconds(9), Duration.ofMillis(1));
        watch.look();

        assertThat(watch.late()).isEqualTo(1);
        assertThat(watch.over()).isTrue();
    }

    @Test
    void look_withinTheResolution_isNeither() {
        cache.set("mayfly", new byte[1], Ttl.forever());
        Watch watch = watch(Ttl.ofSeconds(9), Duration.ofMinutes(1));
        watch.look();
        assertThat(watch.over()).isFalse();

        cache.delete("mayfly");
        watch.look();

        assertThat(watch.early() + watch.late()).isZero();
        assertThat(watch.over()).isTrue();
        assertThat(watch.chart()).startsWith("█").contains("all gone after");
    }

    @ParameterizedTest
    @CsvSource({
        "local:, 1",
        "redis://host, 1",
        "memcached://host, 3000",
        "fallback:redis://new|memcached://old, 3000",
        "breaker:redis://host, 1"
    })
    void resolution_isTheCoarsestBackends(String url, long millis) {
        assertThat(ExpiryAct.resolution(CacheUrl.parse(url))).isEqualTo(Duration.ofMillis(millis));
    }
}

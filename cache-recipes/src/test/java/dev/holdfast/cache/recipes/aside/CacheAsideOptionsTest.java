package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheAsideOptionsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void build_severalOutOfBounds_areNamedTogether() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheAsideOptions.ttl(MINUTE)
                        .jitter(1)
                        .maxConcurrentLoads(0)
                        .leaseTtl(Duration.ZERO)
                        .softTimeout(Duration.ofSeconds(1))
                        .namespace("a:b")
                        .build())
                .withMessageContaining("jitter")
                .withMessageContaining("maxConcurrentLoads must be from 1 to 100000, not 0")
                .withMessageContaining("leaseTtl")
                .withMessageContaining("softTimeout has no effect without staleOnError")
                .withMessageContaining("namespace");
    }

    @Test
    void toBuilder_thenBuild_isEqual() {
        CacheAsideOptions options = CacheAsideOptions.ttl(MINUTE)
                .staleTtl(MINUTE)
                .staleOnError(Duration.ofHours(1))
                .softTimeout(Duration.ofMillis(50))
                .negativeTtl(Duration.ofSeconds(5))
                .earlyRefresh(EarlyRefresh.none())
                .lateResults(LateResult.DISCARD)
                .namespace("users")
                .tagged()
                .build();

        assertThat(options.toBuilder().build()).isEqualTo(options);
    }

    @Test
    void kept_nothingServedAfterTheTtl_isNothingUnlessARefreshNeedsItsFence() {
        CacheAsideOptions.Builder plain = CacheAsideOptions.ttl(MINUTE);

        assertThat(plain.build().kept()).isEqualTo(Duration.ZERO);
        assertThat(plain.earlyRefresh(EarlyRefresh.xfetch(1)).build().kept()).isEqualTo(Duration.ofSeconds(5));
        assertThat(plain.staleTtl(MINUTE).build().kept()).isEqualTo(MINUTE);
        assertThat(plain.staleOnError(MINUTE.multipliedBy(2)).build().kept()).isEqualTo(MINUTE.multipliedBy(2));
    }
}

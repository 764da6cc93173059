package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00.001Z");
    private static final long NEXT_SECOND = NOW.getEpochSecond() + 1;

    private final Expiry expiry = new Expiry(InstantSource.fixed(NOW));

    @Test
    void ttl_upTo30Days_isRelativeRoundedUpAndTwoMore() {
        assertThat(expiry.of(Ttl.ofMillis(1))).isEqualTo(3);
        assertThat(expiry.of(Ttl.ofMillis(1_000))).isEqualTo(3);
        assertThat(expiry.of(Ttl.ofMillis(1_001))).isEqualTo(4);
        assertThat(expiry.of(Ttl.of(Duration.ofDays(30).minusSeconds(2)))).isEqualTo(2_592_000);
    }

    @Test
    void ttl_beyond30Days_isAbsolute() {
        assertThat(expiry.of(Ttl.of(Duration.ofDays(30).minusSeconds(1)))).isEqualTo((int) (NEXT_SECOND + 2_592_001));
        assertThat(expiry.of(Ttl.of(Duration.ofDays(400)))).isEqualTo((int) (NEXT_SECOND + 400 * 86_400 + 2));
    }

    @Test
    void ttl_beyondWhatTheServerHolds_neverEnds() {
        assertThat(expiry.of(Ttl.forever())).isZero();
        assertThat(expiry.of(Ttl.of(Duration.ofDays(20 * 365)))).isZero();
        assertThat(expiry.of(Ttl.of(Duration.ofSeconds(Long.MAX_VALUE)))).isZero();
        long last = Integer.MAX_VALUE - NEXT_SECOND - 2;
        assertThat(expiry.of(Ttl.ofSeconds(last))).isEqualTo(Integer.MAX_VALUE);
        assertThat(expiry.of(Ttl.ofSeconds(last + 1))).isZero();
    }

    @Test
    void left_isNeverMoreThanWasSet() {
        for (long millis : new long[] {1, 500, 1_000, 1_500, 59_001, 60_000, 86_400_000}) {
            Duration set = Duration.ofMillis(millis);
            Duration left = expiry.left(expiry.of(Ttl.of(set))).duration();

            assertThat(left).isPositive().isLessThanOrEqualTo(set).isGreaterThanOrEqualTo(set.minusSeconds(1));
        }
        assertThat(expiry.left(-1)).isEqualTo(Ttl.forever());
    }

    /** The server's clock may stand two seconds behind when it is told a moment, and ours was rounded up. */
    @Test
    void left_ofAMomentOfTheClock_isNeverMoreThanWasSet() {
        long serversNow = NEXT_SECOND - 2;
        for (Duration set : List.of(
                Duration.ofDays(30).minusMillis(1_999), Duration.ofDays(31), Duration.ofMillis(86_400_000_001L))) {
            assertThat(expiry.left(expiry.of(Ttl.of(set)) - serversNow).duration())
                    .isLessThanOrEqualTo(set)
                    .isGreaterThanOrEqualTo(set.minusSeconds(1));
        }
    }
}

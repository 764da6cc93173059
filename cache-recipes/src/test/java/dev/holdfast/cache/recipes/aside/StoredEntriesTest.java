package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.tck.fake.FakeTicker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is in the cache, and for how long. */
class StoredEntriesTest {
    private static final Duration TTL = Duration.ofMinutes(1);
    private static final Scheduler NEVER = (delay, task) -> () -> {};

    private final FakeTicker ticker = FakeTicker.create();
    private final DistributedCache cache =
            Caches.open("local:", CacheOptions.builder().ticker(ticker).build());

    @AfterEach
    void close() {
        cache.close();
    }

    private CacheAside<String> open(FakeTicker clock, UnaryOperator<CacheAsideOptions.Builder> options) {
        CacheAsideOptions.Builder builder = CacheAsideOptions.ttl(TTL)
                .jitter(0)
                .executor(Runnable::run)
                .random(new Random(5))
                .time(NEVER, clock, clock);
        return CacheAside.of(cache, Codecs.utf8(), options.apply(builder).build());
    }

    private Duration left(String key) {
        return Objects.requireNonNull(cache.ttl(key)).duration();
    }

    private Envelope.Header header(String key) {
        return Objects.requireNonNull(Envelope.read(Objects.requireNonNull(cache.get(key))))
                .header();
    }

    @Test
    void put_withAStaleTtl_livesThatMuchLonger() {
        open(ticker, options -> options).put("plain", "v");
        open(ticker, options -> options.staleTtl(Duration.ofMinutes(5))).put("stale", "v");
        open(ticker, options -> options.staleTtl(Duration.ofMinutes(5)).staleOnError(Duration.ofHours(1)))
                .put("kept", "v");
        open(ticker, options -> options.staleTtl(TTL)).put("forever", "v", Ttl.forever(), List.of());

        assertThat(left("plain")).isEqualTo(TTL);
        assertThat(left("stale")).isEqualTo(TTL.plusMinutes(5));
        assertThat(left("kept")).isEqualTo(TTL.plusHours(1));
        assertThat(Objects.requireNonNull(cache.ttl("forever")).isForever()).isTrue();
        assertThat(header("plain").endedByStore()).isTrue();
        assertThat(header("stale").endedByStore()).isFalse();
        assertThat(header("stale").ttlMillis()).isEqualTo(TTL.toMillis());
    }

    @Test
    void put_withATtlBeyondAllTime_isStored() {
        Ttl longest = Ttl.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));

        open(ticker, options -> options.staleTtl(TTL)).put("k", "v", longest, List.of());

        assertThat(open(ticker, options -> options).getEntry("k", load -> "new").value())
                .isEqualTo("v");
    }

    @Test
    void get_jitter_shortensTtlsByItAtMost() {
        CacheAside<String> aside = open(ticker, options -> options.jitter(0.1).staleTtl(TTL));
        long least = Long.MAX_VALUE;
        long most = 0;

        for (int i = 0; i < 1000; i++) {
            aside.get("k" + i, load -> "v");
            least = Math.min(least, header("k" + i).ttlMillis());
            most = Math.max(most, header("k" + i).ttlMillis());
        }

        assertThat(least).isBetween(54_000L, 54_600L);
        assertThat(most).isBetween(59_400L, 60_000L);
    }

    @Test
    void get_loadTime_isStoredWithTheValue() {
        CacheAside<String> aside = open(ticker, options -> options.staleTtl(TTL));

        aside.get("k", load -> {
            ticker.advance(Duration.ofMillis(250));
            return "v";
        });

        assertThat(header("k").loadMillis()).isEqualTo(250);
    }

    /** A clock that is ahead refreshes early, one that is behind late; the store ends the value for both. */
    @Test
    void get_clocksDiffer_ageIsOffByThatAndNeverNegative() {
        FakeTicker ahead = FakeTicker.create();
        ahead.advance(Duration.ofSeconds(40));
        FakeTicker behind = FakeTicker.create();
        behind.setBackWallClock(Duration.ofSeconds(40));
        open(ticker, options -> options.staleTtl(Duration.ofSeconds(30))).put("k", "v");

        AsideEntry<String> early =
                open(ahead, options -> options.staleTtl(Duration.ofSeconds(30))).getEntry("k", load -> "new");
        AsideEntry<String> late = open(behind, options -> options.staleTtl(Duration.ofSeconds(30)))
                .getEntry("k", load -> "new");

        assertThat(early.source()).isEqualTo(Source.HIT);
        assertThat(early.age()).isEqualTo(Duration.ofSeconds(40));
        assertThat(late.source()).isEqualTo(Source.HIT);
        assertThat(late.age()).isZero();

        ticker.advance(Duration.ofSeconds(90));
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void get_reservedOrTooLongKey_isRefusedByName() {
        CacheAside<String> aside = open(ticker, options -> options);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> aside.get("~tags", load -> "v"))
                .withMessageContaining("'~'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aside.get("k".repeat(1001), load -> "v"))
                .withMessageContaining("1000");
        assertThatIllegalArgumentException().isThrownBy(() -> aside.get("", load -> "v"));
    }
}

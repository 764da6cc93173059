package dev.holdfast.cache.recipes.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.TypedVersioned;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearCacheTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final TellingCache telling = new TellingCache(
            Caches.open("local:", CacheOptions.builder().ticker(ticker).build()), ticker);
    private final FaultyCache faulty = new FaultyCache(telling);
    private final TypedCache<String> shared = faulty.typed(Codecs.utf8());

    private NearCacheBuilder<String> builder() {
        return NearCache.over(shared).ticker(ticker);
    }

    private void elsewhere(String key, String value) {
        telling.set(key, value.getBytes(UTF_8), HOUR);
    }

    private long calls() {
        return faulty.counts().calls();
    }

    private void assertNear(NearCache<String> near, String key, String value) {
        long before = calls();
        assertThat(near.get(key)).isEqualTo(value);
        assertThat(calls()).as("calls of the shared cache").isEqualTo(before);
    }

    private void assertFar(NearCache<String> near, String key, String value) {
        long before = calls();
        assertThat(near.get(key)).isEqualTo(value);
        assertThat(calls()).as("calls of the shared cache").isGreaterThan(before);
    }

    @Test
    void get_twice_asksTheSharedCacheOnce() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");

        assertFar(near, "k", "v");
        assertNear(near, "k", "v");
        assertThat(near.get("k")).isSameAs(near.get("k"));
    }

    @Test
    void change_told_isSeen() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");

        elsewhere("k", "w");
        telling.deliverAll();

        assertFar(near, "k", "w");
        assertNear(near, "k", "w");
        assertThat(near.figures().invalidations()).isEqualTo(1);
    }

    @Test
    void change_ofANamespace_isToldByTheViewsOwnKeys() {
        DistributedCache users = faulty.namespaced("users");
        NearCache<String> near =
                NearCache.over(users.typed(Codecs.utf8())).ticker(ticker).build();
        users.set("42", "v".getBytes(UTF_8), HOUR);
        near.get("42");

        elsewhere("users:42", "w");
        elsewhere("42", "another");
        telling.deliverAll();

        assertThat(near.get("42")).isEqualTo("w");
        assertThat(near.coherence()).isEqualTo(Coherence.TRACKING);
    }

    @Test
    void write_here_dropsTheCopyAndKeepsNone() {
        NearCache<String> near = builder().build();
        near.set("k", "v", HOUR);
        assertFar(near, "k", "v");

        near.set("k", "w", HOUR);
        assertFar(near, "k", "w");
        assertThat(near.add("k", "x", HOUR)).isFalse();
        assertThat(near.replace("k", "x", HOUR)).isTrue();
        assertFar(near, "k", "x");
        near.setAll(Map.of("k", "y", "l", "z"), HOUR);
        assertFar(near, "k", "y");
        assertThat(near.touch("k", HOUR)).isTrue();
        assertThat(near.delete("k")).isTrue();
        assertThat(near.get("k")).isNull();
        near.deleteAll(List.of("l"));
        assertThat(near.get("l")).isNull();
    }

    @Test
    void cas_here_dropsTheCopy() {
        NearCache<String> near = builder().build();
        near.set("k", "v", HOUR);
        near.get("k");

        TypedVersioned<String> entry = Objects.requireNonNull(near.gets("k"));
        near.get("k");
        assertThat(near.cas("k", "w", entry.token(), HOUR)).isEqualTo(CasOutcome.STORED);

        assertFar(near, "k", "w");
        assertThat(near.delete("k", Objects.requireNonNull(near.gets("k")).token()))
                .isEqualTo(CasOutcome.STORED);
        assertThat(near.get("k")).isNull();
    }

    @Test
    void write_thatFails_dropsTheCopyAllTheSame() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");
        faulty.inject(CallFault.loseAnswer());

        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> near.set("k", "w", HOUR));

        faulty.heal();
        assertFar(near, "k", "w");
    }

    @Test
    void copy_neverOutlivesTheSharedEntry() {
        NearCache<String> near = builder()
                .nearTtl(Duration.ofMinutes(5))
                .trust(Duration.ofMinutes(9))
                .build();
        near.set("k", "v", Ttl.ofSeconds(10));
        ticker.advance(Duration.ofSeconds(4));
        near.get("k");

        ticker.advance(Duration.ofMillis(5_998));
        assertNear(near, "k", "v");
        ticker.advance(Duration.ofMillis(2));
        assertThat(near.get("k")).isNull();
    }

    @Test
    void copy_isNeverOlderThanTheNearTtl() {
        NearCache<String> near = builder()
                .nearTtl(Duration.ofSeconds(3))
                .trust(Duration.ofMinutes(9))
                .build();
        elsewhere("k", "v");
        near.get("k");

        ticker.advance(Duration.ofSeconds(3).minusNanos(1));
        assertNear(near, "k", "v");
        ticker.advance(Duration.ofNanos(1));
        assertFar(near, "k", "v");
    }

    @Test
    void absence_isHeldByOptionAlone() {
        NearCache<String> plain = builder().build();
        plain.get("k");
        assertFar(plain, "k", null);
        NearCache<String> knowing = builder().absences(Duration.ofSeconds(1)).build();
        knowing.get("k");

        assertNear(knowing, "k", null);
        assertThat(knowing.getAll(List.of("k"))).isEmpty();
        ticker.advance(Duration.ofSeconds(1));
        assertFar(knowing, "k", null);
        elsewhere("k", "v");
        telling.deliverAll();
        assertFar(knowing, "k", "v");
    }

    @Test
    void gap_untilItEnds_nothingHeldIsAnswered() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");

        telling.lose();
        assertFar(near, "k", "v");
        assertFar(near, "k", "v");
        elsewhere("k", "w");
        telling.recover();

        assertFar(near, "k", "w");
        assertNear(near, "k", "w");
        assertThat(near.figures().gaps()).isEqualTo(1);
    }

    @Test
    void flush_makesEverythingHeldOutdated() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");

        telling.flush();

        assertFar(near, "k", "v");
        assertNear(near, "k", "v");
    }

    @Test
    void proof_thatStaysAway_endsTheTrust() {
        NearCache<String> near = builder().trust(Duration.ofSeconds(2)).build();
        elsewhere("k", "v");
        near.get("k");

        ticker.advance(Duration.ofSeconds(2).minusNanos(1));
        assertNear(near, "k", "v");
        assertThat(near.figures().sinceProof()).isEqualTo(Duration.ofSeconds(2).minusNanos(1));
        ticker.advance(Duration.ofNanos(1));
        assertFar(near, "k", "v");
        telling.prove();
        assertNear(near, "k", "v");
    }

    @Test
    void getAll_asksForWhatIsNotHeld_andKeepsTheOrder() {
        NearCache<String> near = builder().build();
        near.setAll(Map.of("a", "1", "b", "2", "c", "3"), HOUR);
        near.get("b");

        assertThat(near.getAll(List.of("c", "b", "x", "a", "c")))
                .containsExactly(Map.entry("c", "3"), Map.entry("b", "2"), Map.entry("a", "1"));
        assertNear(near, "a", "1");
        assertNear(near, "c", "3");
        assertThat(near.figures().near()).isEqualTo(3);
        assertThat(near.figures().absent()).isEqualTo(1);
    }

    @Test
    void getAll_thatFails_tellsWhatIsHeldToo() {
        NearCache<String> near = builder().build();
        near.setAll(Map.of("a", "1", "b", "2"), HOUR);
        near.get("a");
        faulty.inject(CallFault.failKeys("b"::equals));

        assertThatExceptionOfType(BulkCacheException.class)
                .isThrownBy(() -> near.getAll(List.of("a", "b", "c")))
                .satisfies(e -> {
                    assertThat(e.found()).containsOnlyKeys("a");
                    assertThat(e.failures()).containsOnlyKeys("b");
                });
        faulty.heal();
        assertThat(near.getAll(List.of("a", "b", "c"))).containsOnlyKeys("a", "b");
    }

    @Test
    void read_thatFails_leavesNothingUnderWay() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        faulty.inject(CallFault.failBefore());

        assertThatExceptionOfType(CacheUnavailableException.class).isThrownBy(() -> near.get("k"));

        faulty.heal();
        assertFar(near, "k", "v");
        assertNear(near, "k", "v");
    }

    @Test
    void getAll_whoseWeigherThrows_leavesNothingUnderWay() {
        NearCache<String> near = builder()
                .coherence(Coherence.TTL)
                .maxWeight(100, (key, value) -> {
                    if (key.equals("bad")) {
                        throw new IllegalArgumentException(key);
                    }
                    return 1;
                })
                .build();
        elsewhere("bad", "v");
        elsewhere("k", "v");
        assertThatIllegalArgumentException().isThrownBy(() -> near.getAll(List.of("bad", "k")));
        assertFar(near, "k", "v");

        ticker.advance(Duration.ofSeconds(2));
        elsewhere("k", "w");

        assertFar(near, "k", "w"); // kept, for no other read of it is under way
        assertNear(near, "k", "w");
    }

    @Test
    void nearTtlAndTrust_ofMoreThanALongHolds_areWithoutEnd() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        NearCache<String> near =
                builder().nearTtl(longest).absences(longest).trust(longest).build();
        telling.set("k", "v".getBytes(UTF_8), Ttl.forever());
        near.get("k");
        near.get("absent");

        ticker.advance(Duration.ofDays(365));

        assertNear(near, "k", "v");
        assertNear(near, "absent", null);
    }

    @Test
    void behind_isAskedOnceUntilTheKeyChanges() {
        NearCache<String> near = builder().build();

        assertThat(near.get("k", key -> key + 1)).isEqualTo("k1");
        assertThat(near.get("k", key -> key + 2)).isEqualTo("k1");
        elsewhere("k", "v");
        telling.deliverAll();
        assertThat(near.get("k", key -> key + 3)).isEqualTo("k3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> near.get("l", key -> {
                    throw new IllegalArgumentException(key);
                }));
        assertThat(near.get("l", key -> null)).isNull();
        assertThat(near.get("l", key -> "now")).isEqualTo("now");
    }

    @Test
    void copies_areEachReadersOwn() {
        NearCache<byte[]> near = NearCache.over(faulty.typed(Codecs.bytes()))
                .ticker(ticker)
                .copies()
                .build();
        elsewhere("k", "v");
        near.get("k");

        byte[] mine = Objects.requireNonNull(near.get("k"));
        mine[0] = 'x';

        assertThat(near.get("k")).isEqualTo("v".getBytes(UTF_8));
        assertThat(near.figures().near()).isEqualTo(2);
    }

    @Test
    void undecodable_isAMissAndNotHeld() {
        NearCache<Long> near = NearCache.over(faulty.typed(Codecs.int64()))
                .ticker(ticker)
                .absences(Duration.ofSeconds(1))
                .build();
        elsewhere("k", "no number");

        assertThat(near.get("k")).isNull();
        elsewhere("k", "7");
        assertThat(near.get("k")).isEqualTo(7);
    }

    @Test
    void bound_byWeight_isKept() {
        NearCache<String> near =
                builder().maxWeight(100, (key, value) -> value.length()).build();
        for (int i = 0; i < 50; i++) {
            elsewhere("k" + i, "ten chars.");
            near.get("k" + i);
        }

        assertThat(near.figures().held()).isBetween(1L, 10L);
    }

    @Test
    void bound_byEntries_isKept() {
        NearCache<String> near = builder().maxEntries(10).build();
        for (int i = 0; i < 50; i++) {
            elsewhere("k" + i, "v");
            near.get("k" + i);
        }

        assertThat(near.figures().held()).isBetween(1L, 10L);
    }

    @Test
    void bound_whatIsReadMore_staysLonger() {
        NearCache<String> near = builder()
                .coherence(Coherence.TTL)
                .nearTtl(Duration.ofHours(1))
                .maxEntries(100)
                .build();
        IntStream.range(0, 400).forEach(i -> elsewhere("once" + i, "v"));
        elsewhere("often", "v");
        IntStream.range(0, 300).forEach(i -> near.get("once" + i));

        for (int i = 0; i < 5; i++) {
            near.get("often");
            ticker.advance(Duration.ofMillis(10));
            near.figures(); // has the eviction policy catch up
        }
        IntStream.range(300, 400).forEach(i -> near.get("once" + i));

        assertThat(near.figures().held()).isEqualTo(100);
        assertNear(near, "often", "v");
    }

    @Test
    void forget_dropsCopiesHereAlone() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");

        near.forget("k");
        assertFar(near, "k", "v");
        near.forgetAll();
        assertFar(near, "k", "v");
        assertNear(near, "k", "v");
    }

    @Test
    void prefix_isOfAllKeysOrRefused() {
        NearCache<String> near = builder().prefix("user:").build();

        assertThatIllegalArgumentException().isThrownBy(() -> near.get("other")).withMessageContaining("user:");
        assertThatIllegalArgumentException().isThrownBy(() -> near.set("other", "v", HOUR));
        assertThat(near.get("user:1")).isNull();
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void coherence_isChosenByWhatTheCacheCan() {
        try (DistributedCache silent = Caches.open("local:")) {
            NearCache<String> byTime =
                    NearCache.over(silent.typed(Codecs.utf8())).build();

            assertThat(byTime.coherence()).isEqualTo(Coherence.TTL);
            assertThat(byTime.figures().live()).isTrue();
            assertThat(byTime.figures().sinceProof()).isNull();
            assertThatExceptionOfType(CacheConfigurationException.class)
                    .isThrownBy(() -> NearCache.over(silent.typed(Codecs.utf8()))
                            .coherence(Coherence.TRACKING)
                            .maxEntries(0)
                            .nearTtl(Duration.ZERO)
                            .build())
                    .withMessageContaining("MESSAGES or TTL")
                    .withMessageContaining("maxEntries")
                    .withMessageContaining("nearTtl");
        }
    }

    @Test
    void ttlCoherence_seesChangesAfterTheNearTtl() {
        NearCache<String> near = builder().coherence(Coherence.TTL).build();
        elsewhere("k", "v");
        near.get("k");
        elsewhere("k", "w");
        telling.deliverAll();

        assertNear(near, "k", "v");
        ticker.advance(Duration.ofSeconds(2));
        assertFar(near, "k", "w");
    }

    @Test
    void close_endsTheSubscriptionAndLeavesTheSharedCacheOpen() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");
        near.get("k");

        near.close();
        near.close();

        assertThat(telling.subscriptions()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> near.get("k"));
        assertThatIllegalStateException().isThrownBy(() -> near.set("k", "w", HOUR));
        assertThat(shared.get("k")).isEqualTo("v");
        assertThat(shared.bytes().unwrap(InvalidationSource.class)).isNotNull();
    }

    @Test
    void figures_countEveryRead() {
        NearCache<String> near = builder().build();
        elsewhere("k", "v");

        near.get("k");
        near.get("k");
        near.get("k");
        near.get("x");

        NearFigures figures = near.figures();
        assertThat(List.of(figures.near(), figures.far(), figures.absent())).containsExactly(2L, 1L, 1L);
        assertThat(figures.nearRatio()).isEqualTo(0.5);
        assertThat(near).hasToString("NearCache[" + shared.bytes() + ", TRACKING]");
    }
}

package dev.holdfast.cache.fallback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheConfigurationException;
import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FakeTicker;
import dev.holdfast.cache.tck.fake.FaultPlan;
import dev.holdfast.cache.tck.fake.FaultyCache;
import dev.holdfast.cache.tck.fake.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FallbackCacheTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final FakeTicker ticker = FakeTicker.nearOverflow();
    private final DistributedCache newStore = open();
    private final DistributedCache oldStore = open();
    private final FaultyCache newCache = faulty(newStore);
    private final FaultyCache oldCache = faulty(oldStore);
    private final PhaseSwitch phases = new PhaseSwitch(MigrationPhase.OLD_ONLY);
    private final FallbackCache cache = builder().build();

    private DistributedCache open() {
        return Caches.open("local:", CacheOptions.builder().ticker(ticker).build());
    }

    private static FaultyCache faulty(DistributedCache store) {
        return new FaultyCache(store, FaultPlan.none(), Duration.ofMillis(50), Sleeper.real());
    }

    private FallbackCacheBuilder builder() {
        return FallbackCache.builder(newCache, oldCache)
                .phases(phases)
                .ticker(ticker)
                .executor(Runnable::run);
    }

    private void moveTo(MigrationPhase phase) {
        while (phases.phase() != phase) {
            phases.moveTo(phases.phase().stepTowards(phase));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void valueAndCounter_throughAllPhasesAndBack_stayWhatTheyAre() {
        cache.set("value", bytes("v"), HOUR);
        long count = cache.incr("counter", 1, 1, HOUR);
        List<MigrationPhase> way = new ArrayList<>(List.of(MigrationPhase.values()));
        way.addAll(List.of(MigrationPhase.DRAIN, MigrationPhase.FALLBACK, MigrationPhase.MIRROR));

        for (MigrationPhase phase : way) {
            moveTo(phase);
            assertThat(cache.get("value")).as("%s", phase).isEqualTo(bytes("v"));
            assertThat(cache.incr("counter", 1, 1, HOUR)).as("%s", phase).isEqualTo(++count);
            assertThat(cache.add("value", bytes("x"), HOUR)).as("%s", phase).isFalse();
            assertThat(cache.ttl("value")).as("%s", phase).isEqualTo(HOUR);
        }
    }

    @Test
    void drain_movesValuesRaw_withWhatIsLeftOfTheirLife() {
        cache.set("value", bytes("v"), HOUR);
        cache.set("for ever", bytes("e"), Ttl.forever());
        ticker.advance(Duration.ofMinutes(20));
        moveTo(MigrationPhase.DRAIN);

        assertThat(cache.getAll(List.of("value", "for ever"))).hasSize(2);

        assertThat(newStore.get("value")).isEqualTo(bytes("v"));
        assertThat(newStore.ttl("value")).isEqualTo(Ttl.ofMinutes(40));
        assertThat(newStore.ttl("for ever")).isEqualTo(Ttl.forever());
        assertThat(oldStore.get("value")).as("a mark").isNotEqualTo(bytes("v"));
        ticker.advance(Duration.ofMinutes(41));
        assertThat(cache.get("value")).isNull();
    }

    @Test
    void value_withUnderASecondLeft_isNotKeptAlive() {
        cache.set("value", bytes("v"), Ttl.ofMillis(1_500));
        ticker.advance(Duration.ofMillis(700));
        moveTo(MigrationPhase.DRAIN);

        assertThat(cache.get("value")).isEqualTo(bytes("v"));

        assertThat(newStore.get("value")).isNull();
    }

    @Test
    void writeInFallback_takesTheCopyAway_alsoWhereNewWasAway() {
        cache.set("value", bytes("1"), HOUR);
        moveTo(MigrationPhase.FALLBACK);
        cache.get("value");
        assertThat(newStore.get("value")).as("a copy").isNotNull();

        newCache.inject(CallFault.failBefore());
        cache.set("value", bytes("2"), HOUR);
        newCache.heal();

        assertThat(newStore.get("value")).as("could not be taken away").isNotNull();
        assertThat(cache.get("value")).as("masked").isEqualTo(bytes("2"));
        assertThat(cache.report().awaitingRepair()).isEqualTo(1);
        assertThat(cache.repair()).isZero();
        assertThat(cache.get("value")).isEqualTo(bytes("2"));
        assertThat(cache.get("value")).isEqualTo(bytes("2"));
    }

    @Test
    void writeInDrain_whileOldIsAway_isNotUndoneByItsReturn() {
        cache.set("value", bytes("1"), HOUR);
        cache.set("gone", bytes("1"), HOUR);
        moveTo(MigrationPhase.DRAIN);

        oldCache.inject(CallFault.failBefore());
        cache.set("value", bytes("2"), Ttl.ofMinutes(1));
        assertThat(cache.delete("gone")).isFalse();
        oldCache.heal();
        ticker.advance(Duration.ofMinutes(2));

        assertThat(cache.get("value")).as("masked").isNull();
        assertThat(cache.get("gone")).as("masked").isNull();
        assertThat(cache.repair()).isZero();
        assertThat(cache.get("value")).isNull();
        assertThat(cache.get("gone")).isNull();
    }

    @Test
    void journal_withoutRoom_masksTheWholeSide() {
        try (FallbackCache small = builder().journalKeys(1).build()) {
            List<String> keys = List.of("a", "b", "c");
            keys.forEach(key -> small.set(key, bytes("1"), HOUR));
            moveTo(MigrationPhase.FALLBACK);
            keys.forEach(small::get);
            newCache.inject(CallFault.failBefore());
            keys.forEach(key -> small.set(key, bytes("2"), HOUR));
            newCache.heal();

            for (String key : keys) {
                assertThat(small.get(key)).as(key).isEqualTo(bytes("2"));
            }
            small.repair();
            ticker.advance(FallbackCacheBuilder.DEFAULT_PROMOTION_TTL.plusSeconds(1));
            keys.forEach(key -> assertThat(small.get(key)).isEqualTo(bytes("2")));
        }
    }

    @Test
    void oldFailure_asError_reachesTheCaller() {
        try (FallbackCache strict = builder().oldFailure(OldFailure.ERROR).build()) {
            moveTo(MigrationPhase.DRAIN);
            oldCache.inject(CallFault.failBefore());

            assertThatThrownBy(() -> strict.add("lock", bytes("me"), HOUR))
                    .isInstanceOf(CacheUnavailableException.class);
            assertThat(cache.add("lock", bytes("me"), HOUR)).isTrue();
        }
    }

    @Test
    void newFailure_asReadOld_isAnsweredByWhatOldStillHolds() {
        try (FallbackCache reading =
                builder().newFailure(NewFailure.READ_OLD).leaveMarks(true).build()) {
            reading.set("unmoved", bytes("v"), HOUR);
            reading.set("moved", bytes("v"), HOUR);
            moveTo(MigrationPhase.DRAIN);
            reading.set("moved", bytes("w"), HOUR);
            newStore.set("of new alone", bytes("v"), HOUR);
            newCache.inject(CallFault.failBefore());

            assertThat(reading.get("unmoved")).isEqualTo(bytes("v"));
            assertThat(reading.getAll(List.of("unmoved"))).containsKey("unmoved");
            for (String inNewAlone : List.of("moved", "of new alone")) {
                assertThatThrownBy(() -> reading.get(inNewAlone)).isInstanceOf(CacheUnavailableException.class);
                assertThatExceptionOfType(BulkCacheException.class)
                        .isThrownBy(() -> reading.getAll(List.of("unmoved", inNewAlone)))
                        .satisfies(failure -> {
                            assertThat(failure.found()).containsOnlyKeys("unmoved");
                            assertThat(failure.failures()).containsOnlyKeys(inNewAlone);
                        });
            }
            assertThatThrownBy(() -> cache.get("unmoved")).isInstanceOf(CacheUnavailableException.class);
        }
    }

    @Test
    void token_ofOld_isNeverSentToNew() {
        cache.set("value", bytes("1"), HOUR);
        CasToken ofOld = cache.gets("value").token();
        moveTo(MigrationPhase.DRAIN);
        cache.set("value", bytes("2"), HOUR);

        assertThat(cache.cas("value", bytes("3"), ofOld, HOUR)).isEqualTo(CasOutcome.CHANGED);
        assertThat(cache.delete("value", ofOld)).isEqualTo(CasOutcome.CHANGED);
        cache.delete("value");
        assertThat(cache.cas("value", bytes("3"), ofOld, HOUR)).isEqualTo(CasOutcome.MISSING);
    }

    @Test
    void value_thatLooksLikeAMark_isRefusedBeforeAnythingIsSent() {
        cache.set("value", bytes("1"), HOUR);
        moveTo(MigrationPhase.DRAIN);
        cache.get("value");
        byte[] mark = oldStore.get("value");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> cache.set("value", mark, HOUR))
                .withMessageContaining("another name");
        assertThat(cache.get("value")).isEqualTo(bytes("1"));
    }

    @Test
    void largeValue_movesWhole() {
        byte[] large = new byte[1_047_552];
        large[7] = 7;
        cache.set("large", large, HOUR);
        moveTo(MigrationPhase.FALLBACK);
        assertThat(cache.get("large")).isEqualTo(large);

        moveTo(MigrationPhase.DRAIN);

        assertThat(cache.gets("large").value()).isEqualTo(large);
        assertThat(newStore.get("large")).isEqualTo(large);
    }

    @Test
    void threeCaches_inOrder_areMovedThrough() {
        DistributedCache oldest = open();
        oldest.set("value", bytes("v"), HOUR);
        FallbackCache older =
                FallbackCache.builder(open(), oldest).executor(Runnable::run).build();
        try (FallbackCache three =
                FallbackCache.builder(open(), older).executor(Runnable::run).build()) {
            assertThat(three.get("value")).isEqualTo(bytes("v"));
            assertThat(three.incr("counter", 1, 5, HOUR)).isEqualTo(5);
            assertThat(three.get("value")).isEqualTo(bytes("v"));
            assertThat(three.report().moves()).isEqualTo(1);
        }
    }

    @Test
    void warm_bringsKeysOver_andCanBeBrokenOff() {
        List<String> keys = List.of("a", "b", "c", "d");
        keys.forEach(key -> cache.set(key, bytes("v"), HOUR));
        moveTo(MigrationPhase.DRAIN);
        try (FallbackCache paced = FallbackCache.builder(newCache, oldCache)
                .executor(Runnable::run)
                .build()) {
            assertThat(paced.warm(keys, 1_000_000, looked -> looked < 2)).isEqualTo(2);
            assertThat(newStore.getAll(keys)).containsOnlyKeys("a", "b");

            assertThat(paced.warm(keys, 1_000_000, looked -> true)).isEqualTo(4);
            assertThat(newStore.getAll(keys)).containsOnlyKeys("a", "b", "c", "d");
        }
    }

    @Test
    void warm_endsWithThePhase() {
        List<String> keys = List.of("a", "b", "c");
        keys.forEach(key -> cache.set(key, bytes("v"), HOUR));
        moveTo(MigrationPhase.DRAIN);

        long moved = cache.warm(keys, 1_000_000, looked -> {
            moveTo(MigrationPhase.OLD_ONLY);
            ticker.advance(Duration.ofSeconds(1));
            return true;
        });

        assertThat(moved).isOne();
        assertThat(cache.getAll(keys)).containsOnlyKeys("b", "c");
    }

    @Test
    void copyThatWaits_isNotMadeInAnotherPhase() {
        List<Runnable> waiting = new ArrayList<>();
        try (FallbackCache slow = builder().executor(waiting::add).build()) {
            slow.set("a", bytes("v"), HOUR);
            moveTo(MigrationPhase.FALLBACK);
            slow.get("a");
            moveTo(MigrationPhase.OLD_ONLY);
            waiting.forEach(Runnable::run);
            assertThat(waiting).hasSize(1);
            assertThat(newStore.get("a")).isNull();

            moveTo(MigrationPhase.FALLBACK);
            slow.get("a");
            waiting.get(1).run();
            assertThat(newStore.get("a")).isNotNull();
        }
    }

    @Test
    void verify_findsWhatDiffers() {
        cache.set("same", bytes("v"), HOUR);
        cache.set("other", bytes("v"), HOUR);
        moveTo(MigrationPhase.FALLBACK);
        cache.getAll(List.of("same", "other"));
        assertThat(cache.verify(List.of("same", "other"))).isEmpty();

        oldStore.set("other", bytes("written past the migration"), HOUR);

        assertThat(cache.verify(List.of("same", "other"))).isEqualTo(Set.of("other"));
        assertThat(cache.report().compared()).isEqualTo(4);
        assertThat(cache.report().mismatches()).isEqualTo(1);
    }

    @Test
    void report_saysWhenOldCanGo() {
        cache.set("value", bytes("v"), HOUR);
        assertThat(cache.report().verdict().safe()).isFalse();
        moveTo(MigrationPhase.DRAIN);
        cache.get("value");
        ticker.advance(Duration.ofMinutes(2));

        MigrationReport.Verdict soon = cache.report().verdict();

        assertThat(soon.safe()).isFalse();
        assertThat(soon.after()).isEqualTo(Duration.ofMinutes(58));
        assertThat(soon.reason())
                .contains("last hit in old 0:02:00 ago", "longest TTL seen in old 1:00:00", "after 0:58:00");
        ticker.advance(Duration.ofMinutes(59));
        assertThat(cache.report().verdict().safe()).isTrue();
        assertThat(cache.report().toTable()).contains("old can go", "yes", "hits in new");
    }

    @Test
    void report_countsWhoAnswered() {
        cache.set("value", bytes("v"), HOUR);
        cache.get("value");
        cache.get("absent");
        moveTo(MigrationPhase.FALLBACK);
        cache.get("value");
        cache.get("value");

        MigrationReport report = cache.report();

        assertThat(report.hitsInOld()).isEqualTo(2);
        assertThat(report.hitsInNew()).isEqualTo(1);
        assertThat(report.misses()).isEqualTo(1);
        assertThat(report.copies()).isEqualTo(1);
        assertThat(report.oldShareLastMinute()).isBetween(0.66, 0.67);
        ticker.advance(Duration.ofMinutes(2));
        assertThat(cache.report().oldShareLastMinute()).isZero();
        moveTo(MigrationPhase.DRAIN);
        cache.gets("value");
        cache.getsAll(List.of("value"));
        assertThat(cache.report().hitsInNew()).isEqualTo(3);
    }

    @Test
    void observer_isToldOfEachPhase_once() {
        List<CacheEvent> events = new ArrayList<>();
        try (FallbackCache told = builder().observer(events::add).build()) {
            told.get("a");
            phases.moveTo(MigrationPhase.MIRROR);
            told.get("a");
            told.get("a");

            assertThat(events).singleElement().isInstanceOfSatisfying(CacheEvent.StateMoved.class, moved -> {
                assertThat(moved.component()).isEqualTo("migration");
                assertThat(moved.from()).isEqualTo("OLD_ONLY");
                assertThat(moved.to()).isEqualTo("MIRROR");
            });
        }
    }

    @Test
    void url_opensAMigration() {
        try (DistributedCache opened =
                Caches.open("fallback:[local:new]|[local:old]?phase=FALLBACK&promotionTtl=1m&name=users")) {
            FallbackCache migrating = opened.unwrap(FallbackCache.class);

            assertThat(migrating.phase()).isEqualTo(MigrationPhase.FALLBACK);
            opened.set("value", bytes("v"), HOUR);
            assertThat(opened.get("value")).isEqualTo(bytes("v"));
        }
        try (DistributedCache three = Caches.open("fallback:local:newest|local:older|local:oldest")) {
            assertThat(three.unwrap(FallbackCache.class).phase()).isEqualTo(MigrationPhase.DRAIN);
        }
        try (DistributedCache fleet = Caches.open("fallback:[local:new]|[local:old]?process=web-1")) {
            assertThat(fleet.unwrap(FallbackCache.class).phase()).isEqualTo(MigrationPhase.OLD_ONLY);
        }
    }

    @Test
    void url_withMistakes_namesThemAll() {
        assertThatThrownBy(() -> Caches.open("fallback:[local:new]?phase=DRIAN&promotionTtl=1ms&journalKey=3"))
                .isInstanceOfSatisfying(
                        CacheConfigurationException.class,
                        e -> assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(4));
        assertThatThrownBy(() -> Caches.open("fallback:[local:new]|[local:old]?phase=DRAIN&process=web-1"))
                .isInstanceOf(CacheConfigurationException.class)
                .hasMessageContaining("not both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder()
                        .promotionTtl(Duration.ZERO)
                        .journalKeys(0)
                        .name("")
                        .build())
                .withMessageContaining("promotionTtl")
                .withMessageContaining("journalKeys")
                .withMessageContaining("name");
    }
}

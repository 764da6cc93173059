package dev.holdfast.cache.tck.fake;

import static dev.holdfast.cache.tck.fake.CallFault.failKeys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyCacheBulkTest {
    private static final Ttl TTL = Ttl.ofMinutes(1);

    private final MapCache map = new MapCache();
    private final FaultyCache cache = new FaultyCache(map);

    @BeforeEach
    void fill() {
        cache.setAll(Map.of("good", new byte[] {1}, "bad", new byte[] {2}), TTL);
        cache.inject(failKeys(key -> key.startsWith("bad")));
    }

    @Test
    void failKeys_getAll_hasTheRestFound() {
        BulkCacheException e =
                catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(List.of("absent", "bad", "good")));

        assertThat(e.found()).containsOnlyKeys("good");
        assertThat(e.failures()).containsOnlyKeys("bad");
        assertThat(e.failures().get("bad")).isInstanceOf(CacheUnavailableException.class);
        assertThat(e.failures().get("bad").call().key()).isEqualTo("bad");
        assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(e.isTransient()).isTrue();
    }

    @Test
    void failKeys_getsAll_hasTheRestFoundWithTokens() {
        BulkCacheException e =
                catchThrowableOfType(BulkCacheException.class, () -> cache.getsAll(List.of("good", "bad")));

        assertThat(e.foundVersioned()).containsOnlyKeys("good");
        assertThat(e.failures()).containsOnlyKeys("bad");
    }

    @Test
    void failKeys_setAll_hasTheRestDone() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("bad", new byte[] {9});
        entries.put("new", new byte[] {3});

        BulkCacheException e = catchThrowableOfType(BulkCacheException.class, () -> cache.setAll(entries, TTL));

        assertThat(e.done()).containsExactly("new");
        assertThat(e.failures()).containsOnlyKeys("bad");
        assertThat(map.entries.get("new")).containsExactly(3);
        assertThat(map.entries.get("bad")).containsExactly(2);
    }

    @Test
    void failKeys_deleteAll_hasTheRestDone() {
        BulkCacheException e =
                catchThrowableOfType(BulkCacheException.class, () -> cache.deleteAll(List.of("good", "bad")));

        assertThat(e.done()).containsExactly("good");
        assertThat(map.entries).containsOnlyKeys("bad");
    }

    @Test
    void failKeys_everyKey_asksNothing() {
        int before = map.reached.get();

        BulkCacheException e =
                catchThrowableOfType(BulkCacheException.class, () -> cache.getAll(List.of("bad", "bad2", "bad")));

        assertThat(e.failures()).containsOnlyKeys("bad", "bad2");
        assertThat(map.reached).hasValue(before);
    }

    @Test
    void failKeys_noKeyAsked_passesUnfaulted() {
        assertThat(cache.getAll(List.of("good", "absent"))).containsOnlyKeys("good");
        assertThat(cache.counts().faulted()).isZero();
    }

    @Test
    void failKeys_singleCalls_failForTheseAlone() {
        assertThat(cache.get("good")).containsExactly(1);
        cache.ping();
        assertThatExceptionOfType(CacheUnavailableException.class)
                .isThrownBy(() -> cache.delete("bad"))
                .satisfies(e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        assertThat(cache.counts().faulted()).isEqualTo(1);
    }

    @Test
    void failKeys_aboveAnother_tellsOfBoth() {
        FaultyCache above = new FaultyCache(cache);
        above.inject(failKeys(key -> key.startsWith("worse")));

        BulkCacheException e =
                catchThrowableOfType(BulkCacheException.class, () -> above.getAll(List.of("bad", "good", "worse")));

        assertThat(e.found()).containsOnlyKeys("good");
        assertThat(e.failures()).containsOnlyKeys("bad", "worse");
    }
}

package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.TwoSides.HOUR;
import static dev.holdfast.cache.fallback.TwoSides.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.tck.fake.CallFault;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OLD_ONLY again, after one key was moved; and the server of one key of old is away. */
class OldAloneTest {
    private static final List<String> KEYS = List.of("there", "moved", "away", "absent");

    private final TwoSides sides = new TwoSides();
    private final FallbackCache cache = sides.cache;

    @BeforeEach
    void moveOneAndGoBack() {
        cache.set("moved", bytes("1"), HOUR);
        sides.moveTo(MigrationPhase.DRAIN);
        cache.gets("moved");
        sides.moveTo(MigrationPhase.OLD_ONLY);
        cache.set("there", bytes("1"), HOUR);
        sides.oldCache.inject(CallFault.failKeys(key -> key.equals("away")));
    }

    @AfterEach
    void close() {
        sides.close();
    }

    @Test
    void getAll_tellsWhatWasFound_whatFailed_andNoMarks() {
        assertThatExceptionOfType(BulkCacheException.class)
                .isThrownBy(() -> cache.getAll(KEYS))
                .satisfies(e -> {
                    assertThat(e.found()).containsOnlyKeys("there");
                    assertThat(e.failures()).containsOnlyKeys("away");
                });
    }

    @Test
    void getsAll_tellsWhatWasFound_withTokensThatServe_whatFailed_andNoMarks() {
        assertThatExceptionOfType(BulkCacheException.class)
                .isThrownBy(() -> cache.getsAll(KEYS))
                .satisfies(e -> {
                    assertThat(e.foundVersioned()).containsOnlyKeys("there");
                    assertThat(e.failures()).containsOnlyKeys("away");
                    CasToken token = e.foundVersioned().get("there").token();
                    assertThat(cache.cas("there", bytes("2"), token, HOUR)).isEqualTo(CasOutcome.STORED);
                });
    }
}

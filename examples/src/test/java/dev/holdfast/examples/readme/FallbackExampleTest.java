package dev.holdfast.examples.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.MigrationPhase;
import dev.holdfast.cache.fallback.PhaseSwitch;
import org.junit.jupiter.api.Test;

class FallbackExampleTest {
    @Test
    void migration_takesItsPhases() {
        DistributedCache oldCache = Caches.open("local:old");
        oldCache.set("greeting", "hello".getBytes(UTF_8), Ttl.ofMinutes(1));
        DistributedCache newCache = Caches.open("local:new");
        // tag::fallback
        PhaseSwitch phases = new PhaseSwitch(MigrationPhase.OLD_ONLY);
        FallbackCache cache =
                FallbackCache.builder(newCache, oldCache).phases(phases).build();

        phases.moveTo(MigrationPhase.MIRROR); // old answers; writes leave nothing stale in new
        phases.moveTo(MigrationPhase.FALLBACK); // new answers what it has a copy of; old holds the truth
        phases.moveTo(MigrationPhase.DRAIN); // new answers, and takes the truth of each key over
        byte[] greeting = cache.get("greeting");

        boolean oldCanGo = cache.report().verdict().safe(); // and why, and when
        // end::fallback
        assertThat(greeting).isEqualTo("hello".getBytes(UTF_8));
        assertThat(oldCanGo).isFalse();
        cache.close();
    }
}

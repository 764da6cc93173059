package dev.holdfast.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Ttl;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** memcached may refuse a token whose connection was lost; the judge excuses no other refusal. */
@Tag("faults")
@Tag("matrix")
class MemcachedInvariantsTest {
    private static Findings played(UnaryOperator<DistributedCache> plant) throws Exception {
        try (Theatre theatre = new Theatre(Backend.MEMCACHED)) {
            return theatre.play(new Cell(Backend.MEMCACHED, Composition.BARE, Mishap.RESTART_EMPTY), 1, plant);
        }
    }

    @Test
    void everyCas_refused_isFound() throws Exception {
        assertThat(played(cache -> new RefusingCache(cache, true)).violations()).containsKey(Invariant.WINNERS.name());
    }

    @Test
    void everyCasSinceAFailure_refused_isFound() throws Exception {
        assertThat(played(cache -> new RefusingCache(cache, false)).violations())
                .containsKey(Invariant.WINNERS.name());
    }

    private static final class RefusingCache extends ForwardingCache {
        private volatile boolean refuses;

        RefusingCache(DistributedCache cache, boolean refuses) {
            super(cache);
            this.refuses = refuses;
        }

        @Override
        public byte[] get(String key) {
            try {
                return super.get(key);
            } catch (CacheException e) {
                refuses = true;
                throw e;
            }
        }

        @Override
        public CasOutcome cas(String key, byte[] value, CasToken token, Ttl ttl) {
            return refuses ? CasOutcome.CHANGED : super.cas(key, value, token, ttl);
        }
    }
}

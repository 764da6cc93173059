package dev.holdfast.cache.fallback;

import static dev.holdfast.cache.fallback.OutageStage.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.InvalidationListener;
import dev.holdfast.cache.InvalidationSource;
import dev.holdfast.cache.Invalidations;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.tck.fake.CallFault;
import dev.holdfast.cache.tck.fake.FaultyCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is answered locally is nothing to be kept in front of the breaker. */
class LocalAnswersTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    /** A remote cache that tells, by hand. */
    private static final class Telling extends ForwardingCache implements InvalidationSource {
        private final List<InvalidationListener> listeners = new ArrayList<>();

        Telling(DistributedCache delegate) {
            super(delegate);
        }

        @Override
        public Invalidations subscribe(String prefix, InvalidationListener listener) {
            listeners.add(listener);
            return new Invalidations() {
                @Override
                public boolean isLive() {
                    return listeners.contains(listener);
                }

                @Override
                public void close() {
                    listeners.remove(listener);
                }
            };
        }
    }

    private static final class Heard implements InvalidationListener {
        private final List<String> words = new ArrayList<>();

        @Override
        public void live() {
            words.add("live");
        }

        @Override
        public void proven(long nanos) {
            words.add("proven");
        }

        @Override
        public void changed(String key) {
            words.add(key);
        }

        @Override
        public void allChanged() {
            words.add("all");
        }

        @Override
        public void gap() {
            words.add("gap");
        }
    }

    @Test
    void localAnswer_isToldAsIfAllHadChanged() {
        FaultyCache remote = new FaultyCache(new Telling(Caches.open("local:")));
        Telling telling = Objects.requireNonNull(remote.unwrap(Telling.class));
        try (CircuitBreakerCache cache = CircuitBreakerCache.builder(remote).build()) {
            Heard heard = new Heard();
            Invalidations subscription = Objects.requireNonNull(cache.unwrap(InvalidationSource.class))
                    .subscribe("", heard);
            cache.set("k", bytes("v"), HOUR);
            assertThat(cache.get("k")).isEqualTo(bytes("v"));
            telling.listeners.forEach(listener -> listener.changed("k"));
            assertThat(heard.words).containsExactly("k");

            remote.inject(CallFault.failBefore());
            assertThat(cache.get("k")).isNull();
            assertThat(heard.words).containsExactly("k", "all");
            cache.getAll(List.of("k"));
            cache.set("k", bytes("w"), HOUR);
            assertThat(heard.words).containsExactly("k", "all", "all", "all");

            assertThat(subscription.isLive()).isTrue();
            subscription.close();
            cache.get("k");
            assertThat(heard.words).hasSize(4);
            assertThat(subscription.isLive()).isFalse();
        }
    }

    @Test
    void unwrap_ofABreakerAroundASilentCache_findsNothing() {
        try (CircuitBreakerCache cache =
                CircuitBreakerCache.builder(Caches.open("local:")).build()) {
            assertThat(cache.unwrap(InvalidationSource.class)).isNull();
        }
    }

    @Test
    void unwrap_ofAFallback_findsNothing_forNoSideSpeaksForBoth() {
        try (FallbackCache cache = FallbackCache.builder(
                        new Telling(Caches.open("local:")), new Telling(Caches.open("local:")))
                .build()) {
            assertThat(cache.unwrap(InvalidationSource.class)).isNull();
            assertThat(cache.unwrap(Telling.class)).isNotNull();
        }
    }
}

package dev.holdfast.it.fallback;

import static dev.holdfast.it.fallback.MovingCaches.bytes;
import static dev.holdfast.it.fallback.MovingCaches.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.Versioned;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What an application does in the midst of a move, and what it must see; with the naive caches that fail it. */
@SuppressWarnings("ImmutableEnumChecker") // its set and its function are never changed
enum MoveScenario {
    GETS_OF_A_KEY_ONLY_IN_OLD_FINDS_IT(Set.of(NaiveMove.PYMEMCACHE), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Limits.HOUR).process();

        Versioned seen = cache.gets("k");

        assertThat(seen).isNotNull();
        assertThat(cache.cas("k", bytes("v2"), seen.token(), Limits.HOUR)).isEqualTo(CasOutcome.STORED);
        assertThat(text(cache.get("k"))).isEqualTo("v2");
    }),

    TOKEN_FROM_BEFORE_NEVER_OVERWRITES_A_NEWER_VALUE(Set.of(NaiveMove.PYMEMCACHE), caches -> {
        DistributedCache cache = caches.process();
        caches.withOld("k", "v1", Limits.HOUR);
        Versioned seen = cache.getsAll(List.of("k")).get("k");
        cache.set("k", bytes("v2"), Limits.HOUR);

        CasOutcome outcome = seen == null ? CasOutcome.MISSING : casOrRefusal(cache, seen);

        assertThat(outcome).isNotEqualTo(CasOutcome.STORED);
        assertThat(text(cache.get("k"))).isEqualTo("v2");
    }),

    INCR_OF_A_COUNTER_ONLY_IN_OLD_COUNTS_ON(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("n", "41", Limits.HOUR).process();

        assertThat(cache.incr("n", 1, 1, Limits.HOUR)).isEqualTo(42);
        assertThat(cache.decr("n", 2).getAsLong()).isEqualTo(40);
        assertThat(text(cache.get("n"))).isEqualTo("40");
    }),

    ADD_OF_A_KEY_ONLY_IN_OLD_IS_REFUSED(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("lock", "mine", Limits.HOUR).process();

        assertThat(cache.add("lock", bytes("yours"), Limits.HOUR)).isFalse();
        assertThat(text(cache.get("lock"))).isEqualTo("mine");
    }),

    REPLACE_AND_TOUCH_OF_A_KEY_ONLY_IN_OLD_FIND_IT(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("replaced", "v1", Limits.HOUR)
                .withOld("touched", "v1", Ttl.ofSeconds(10))
                .process();

        assertThat(cache.replace("replaced", bytes("v2"), Limits.HOUR)).isTrue();
        assertThat(cache.touch("touched", Limits.HOUR)).isTrue();
        caches.advance(Duration.ofSeconds(11));

        assertThat(text(cache.get("replaced"))).isEqualTo("v2");
        assertThat(text(cache.get("touched"))).isEqualTo("v1");
    }),

    DELETED_KEY_STAYS_DELETED(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Limits.HOUR).process();

        assertThat(cache.delete("k")).isTrue();

        assertThat(cache.get("k")).isNull();
        assertThat(cache.gets("k")).isNull();
    }),

    KEYS_DELETED_IN_BULK_STAY_DELETED(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Limits.HOUR)
                .withOld("l", "v1", Limits.HOUR)
                .process();

        cache.deleteAll(List.of("k", "l"));

        assertThat(cache.getAll(List.of("k", "l"))).isEmpty();
    }),

    VALUE_THAT_EXPIRED_BRINGS_NO_OLDER_ONE_BACK(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Limits.HOUR).process();

        cache.set("k", bytes("v2"), Ttl.ofSeconds(10));
        caches.advance(Duration.ofSeconds(11));

        assertThat(cache.get("k")).isNull();
    }),

    VALUE_THAT_WAS_EVICTED_BRINGS_NO_OLDER_ONE_BACK(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Limits.HOUR).process();

        cache.set("k", bytes("v2"), Limits.HOUR);
        caches.fresh().delete("k");

        assertThat(text(cache.get("k"))).isNotEqualTo("v1");
    }),

    HIT_IN_NEW_HIDES_NO_HIT_IN_OLD(Set.of(NaiveMove.PYMEMCACHE), caches -> {
        DistributedCache cache = caches.withOld("old", "v1", Limits.HOUR).process();
        cache.set("new", bytes("v2"), Limits.HOUR);

        assertThat(cache.getAll(List.of("new", "old"))).containsOnlyKeys("new", "old");
        assertThat(cache.getsAll(List.of("new", "old"))).containsOnlyKeys("new", "old");
    }),

    HIT_IN_OLD_WARMS_NEW(Set.of(NaiveMove.PYMEMCACHE), caches -> {
        DistributedCache cache = caches.withOld("one", "v1", Limits.HOUR)
                .withOld("many", "v1", Limits.HOUR)
                .process();

        cache.get("one");
        cache.getAll(List.of("many"));
        long asked = caches.old().counts().calls();

        assertThat(text(cache.get("one"))).isEqualTo("v1");
        assertThat(cache.getAll(List.of("one", "many"))).hasSize(2);
        assertThat(caches.old().counts().calls()).isEqualTo(asked);
    }),

    COPY_EXPIRES_WHEN_THE_VALUE_WOULD_HAVE(Set.of(NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Ttl.ofMinutes(1)).process();

        caches.advance(Duration.ofSeconds(50));
        assertThat(text(cache.get("k"))).isEqualTo("v1");
        caches.advance(Duration.ofSeconds(11));

        assertThat(cache.get("k")).isNull();
    }),

    VALUE_WITHOUT_EXPIRY_NEVER_GETS_ONE(Set.of(NaiveMove.PYMEMCACHE, NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Ttl.forever()).process();

        cache.get("k");

        assertThat(cache.ttl("k")).isEqualTo(Ttl.forever());
    }),

    VALUE_ABOUT_TO_EXPIRE_IS_READ_BUT_NOT_KEPT_ALIVE(Set.of(NaiveMove.MCROUTER), caches -> {
        DistributedCache cache = caches.withOld("k", "v1", Ttl.ofMillis(900)).process();

        assertThat(text(cache.get("k"))).isEqualTo("v1");
        caches.advance(Duration.ofSeconds(1));
        assertThat(cache.get("k")).isNull();
    });

    /** Constants of an enum can't be used by its own constructors. */
    private static final class Limits {
        private static final Ttl HOUR = Ttl.ofMinutes(60);
    }

    private final Set<NaiveMove> failing;
    private final Consumer<MovingCaches> play;

    MoveScenario(Set<NaiveMove> failing, Consumer<MovingCaches> play) {
        this.failing = failing;
        this.play = play;
    }

    /** A token may also be refused before anything is sent. */
    private static CasOutcome casOrRefusal(DistributedCache cache, Versioned seen) {
        try {
            return cache.cas("k", bytes("v3"), seen.token(), Limits.HOUR);
        } catch (IllegalArgumentException e) {
            return CasOutcome.CHANGED;
        }
    }

    boolean isFailedBy(NaiveMove naive) {
        return failing.contains(naive);
    }

    /** Plays it, with assertions. */
    void play(MovingCaches caches) {
        play.accept(caches);
    }
}

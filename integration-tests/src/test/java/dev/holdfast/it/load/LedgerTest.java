package dev.holdfast.it.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheUnavailableException;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.ForwardingCache;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.it.faults.Stalls;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The books that {@link LoadTest} trusts in find what they are kept for. */
@Tag("load")
class LedgerTest {
    private static final int KEYS = 400;
    private static final int OWNERS = 4;

    private static void play(DistributedCache cache, long calls) throws Exception {
        try (Load load = new Load(KEYS, false)) {
            load.begin(cache, OWNERS);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() ->
                            load.figures().calls() > calls || load.figures().isOver());
            load.end(Duration.ofSeconds(20));
            assertThat(load.figures().failures()).isZero();
        }
    }

    @Test
    void load_ofARightCache_findsNothing() throws Exception {
        try (DistributedCache cache = Caches.open("local:?maxBytes=500MiB")) {
            play(cache, 50_000);
        }
    }

    @ParameterizedTest
    @EnumSource(PlantedFault.class)
    void load_ofAPlantedFault_findsIt(PlantedFault fault) {
        try (DistributedCache cache = fault.in(Caches.open("local:?maxBytes=500MiB"))) {
            assertThatThrownBy(() -> play(cache, 1_000_000)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void sweep_ofALossThatNobodyReadBefore_findsIt() throws Exception {
        try (DistributedCache cache = Caches.open("local:?maxBytes=500MiB");
                Load load = new Load(10_000, false)) {
            load.begin(cache, OWNERS);
            load.fill();
            load.end(Duration.ofSeconds(20));
            load.sweep(cache);
            String lost = IntStream.range(0, load.ledger().keys())
                    .mapToObj(Ledger::name)
                    .filter(cache::delete)
                    .findFirst()
                    .orElseThrow();

            assertThatThrownBy(() -> load.sweep(cache)).hasMessageContaining(lost + ", acknowledged");
        }
    }

    @Test
    void call_thatTakesTooLong_isFound() {
        AtomicBoolean waits = new AtomicBoolean(true);
        try (DistributedCache cache = new ForwardingCache(Caches.open("local:?maxBytes=500MiB")) {
            @Override
            public byte @Nullable [] get(String key) {
                if (waits.getAndSet(false)) {
                    LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
                }
                return super.get(key);
            }
        }) {
            assertThatThrownBy(() -> play(cache, 50_000)).hasMessageContaining("a call took PT0.");
        }
    }

    @Test
    void recovery_thatTakesTooLong_isFound() {
        long start = System.nanoTime();
        try (Stalls stalls = new Stalls();
                DistributedCache cache = new ForwardingCache(Caches.open("local:")) {
                    @Override
                    public void ping() {
                        if (System.nanoTime() - start < Duration.ofMillis(1_500).toNanos()) {
                            FailedCall call = FailedCall.unsent(Operation.PING, null, "planted");
                            throw new CacheUnavailableException(call, Outcome.NOT_APPLIED, "planted", null);
                        }
                    }
                }) {
            Recovery recovery = new Recovery(cache, stalls);

            assertThatThrownBy(() -> recovery.await("what is planted"))
                    .hasMessageContaining("recovered from what is planted in PT1.");
            recovery.await("nothing");
        }
    }

    /** Another than the owner knows it too, who asked before, if nothing is changed since. */
    @Test
    void ledger_knowsWhatOthersMustFind() {
        Era era = new Era();
        Ledger ledger = new Ledger(3, era, true);
        Era.Moment begun = era.now();
        ledger.done(1, ledger.next(1), false, begun);
        ledger.done(2, ledger.next(2), false, begun);
        Ledger.Claim one = ledger.claim(1);
        Ledger.Claim two = ledger.claim(2);
        ledger.next(2);

        assertThatThrownBy(() -> ledger.readByOther(1, null, one, begun)).isInstanceOf(AssertionError.class);
        ledger.readByOther(2, null, two, begun);

        era.disturb();
        ledger.readByOther(1, null, one, begun);
        era.disturb();
        ledger.readByOther(1, null, one, begun);
        assertThatThrownBy(() -> ledger.readByOther(1, null, one, era.now())).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ledger.readByOwner(1, null, era.now())).isInstanceOf(AssertionError.class);
    }

    /** A restart takes what was there, a calm server nothing; and what is unknown may be or not. */
    @Test
    void ledger_knowsWhatMayBeGone() {
        Era era = new Era();
        Ledger ledger = new Ledger(3, era, false);
        Era.Moment begun = era.now();
        ledger.done(1, ledger.next(1), false, begun);
        ledger.done(2, ledger.next(2), false, begun);
        ledger.unknown(2, ledger.next(2));

        assertThatThrownBy(() -> ledger.readByOwner(1, null, begun)).isInstanceOf(AssertionError.class);
        ledger.readByOwner(2, null, begun);
        ledger.readByOwner(2, Content.of(2, 2, 50), begun);
        assertThatThrownBy(() -> ledger.readByOwner(2, Content.of(2, 1, 50), begun))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> ledger.readByOwner(2, Content.of(2, 3, 50), begun))
                .isInstanceOf(AssertionError.class);

        era.restart();
        era.restart();
        ledger.readByOwner(1, null, begun);
        assertThatThrownBy(() -> ledger.readByOwner(1, Content.of(0, 1, 50), begun))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void contents_haveAllLengths_andAverageAFewHundredBytes() {
        SplittableRandom random = new SplittableRandom(1);
        long sum = 0;
        int longest = 0;
        for (int i = 0; i < 1_000_000; i++) {
            int length = Content.length(random);
            sum += length;
            longest = Math.max(longest, length);
        }

        assertThat(sum / 1_000_000).isBetween(200L, 600L);
        assertThat(longest).isBetween(900_000, Content.LONGEST);
    }

    @Test
    void footprint_thatGrows_isFound() throws Exception {
        Footprint before = Footprint.now();
        List<byte[]> kept = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            kept.add(new byte[1 << 20]);
        }
        assertThatThrownBy(() -> Footprint.now().checkNotGrownSince(before)).isInstanceOf(AssertionError.class);
        assertThat(kept).hasSize(100);
        kept.clear();

        Footprint.now().checkNotGrownSince(before);
        Footprint.now().checkGoneBackTo(before);
        try (ServerSocket socket = new ServerSocket(0)) {
            assertThatThrownBy(() -> Footprint.now().checkGoneBackTo(before)).isInstanceOf(AssertionError.class);
            assertThat(socket.isBound()).isTrue();
        }
    }
}

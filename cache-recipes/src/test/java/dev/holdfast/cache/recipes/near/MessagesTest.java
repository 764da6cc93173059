package dev.holdfast.cache.recipes.near;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.codec.Codecs;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes on one shared cache that can't tell, and what they say to each other. */
class MessagesTest {
    private static final Ttl HOUR = Ttl.ofMinutes(60);

    private final Bus bus = new Bus();
    private final DistributedCache shared = Caches.open("local:");
    private NearCache<String> here;
    private NearCache<String> there;

    @BeforeEach
    void build() {
        here = near(Duration.ofMillis(400));
        there = near(Duration.ofMillis(400));
    }

    private NearCache<String> near(Duration trust) {
        NearCache<String> near = NearCache.over(shared.typed(Codecs.utf8()))
                .messages(bus, "near")
                .nearTtl(Duration.ofMinutes(10))
                .trust(trust)
                .build();
        awaitProof(near);
        return near;
    }

    /** Copies are answered. */
    private static void awaitProof(NearCache<String> near) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            near.get("proof", key -> "v");
            long before = near.figures().near();
            near.get("proof", key -> "v");
            return near.figures().near() > before;
        });
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        assertThat(bus.listeners()).isZero();
        shared.close();
    }

    private static void awaitValue(NearCache<String> near, String key, String value) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(near.get(key)).isEqualTo(value));
    }

    @Test
    void write_isSeenByTheOtherAtOnce() {
        here.set("k", "v", HOUR);
        assertThat(there.get("k")).isEqualTo("v");
        here.set("k", "w", HOUR);
        assertThat(there.get("k")).isEqualTo("w");
        here.setAll(Map.of("k", "x", "l", "y"), HOUR);
        assertThat(there.get("k")).isEqualTo("x");
        there.delete("k");
        assertThat(here.get("k")).isNull();
        assertThat(here.coherence()).isEqualTo(Coherence.MESSAGES);
    }

    @Test
    void message_lost_isMissedWithTheNextSignOfLife() {
        here.set("k", "v", HOUR);
        there.get("k");
        bus.losing = true;
        here.set("k", "w", HOUR);
        bus.losing = false;

        awaitValue(there, "k", "w");
        assertThat(there.figures().gaps()).isPositive();
    }

    @Test
    void message_thatCouldNotBeSent_isMissedToo_andTheWriteIsGoodAllTheSame() {
        here.set("k", "v", HOUR);
        there.get("k");
        bus.down = true;
        here.set("k", "w", HOUR);
        assertThat(here.get("k")).isEqualTo("w");
        bus.down = false;

        awaitValue(there, "k", "w");
    }

    @Test
    void bus_thatThrowsWhatItLikes_endsNoSignsOfLife_andTheWriteIsGoodAllTheSame() {
        here.set("k", "v", HOUR);
        there.get("k");
        bus.broken = true;
        here.set("k", "w", HOUR);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> bus.breaks.get() > 4); // more than a beat of each
        bus.broken = false;

        awaitValue(there, "k", "w");
        awaitProof(there);
    }

    @Test
    void bus_thatIsCut_endsTheTrustUntilItIsMended() {
        here.set("k", "v", HOUR);
        there.get("k");
        bus.cut();
        shared.set("k", new byte[] {'w'}, HOUR);

        assertThat(there.get("k")).isEqualTo("w");
        assertThat(there.figures().live()).isFalse();
        bus.mend();
        awaitProof(there);
        assertThat(there.figures().live()).isTrue();
    }

    @Test
    void bus_thatLosesAllInSilence_endsTheTrustInTime() {
        here.set("k", "v", HOUR);
        there.get("k");
        bus.losing = true;
        shared.set("k", new byte[] {'w'}, HOUR);

        awaitValue(there, "k", "w");
        bus.losing = false;
        awaitProof(there);
    }

    @Test
    void processThatWasThereBefore_isAGapForWhoComesNew_onceAndNoMore() {
        here.set("k", "v", HOUR);
        try (NearCache<String> third = near(Duration.ofSeconds(8))) {
            here.set("k", "w", HOUR);
            long gaps = third.figures().gaps();
            assertThat(gaps).isPositive();
            third.get("k");

            here.set("l", "x", HOUR);

            assertThat(third.figures().gaps()).isEqualTo(gaps);
            assertThat(third.get("k")).isEqualTo("w");
        }
    }

    @Test
    void message_ofSomebodyElse_isTakenForAChangeOfEverything() {
        here.get("k");
        long gaps = here.figures().gaps();

        bus.publish("near", new byte[] {7, 7, 7});
        bus.publish("near", new byte[0]);

        assertThat(here.figures().gaps()).isEqualTo(gaps + 2);
    }

    @Test
    void bytes_readAsWritten() {
        Message message = new Message(UUID.randomUUID(), 7, -9, List.of("k", "schlüssel", "x".repeat(1024)));

        assertThat(Message.read(message.bytes())).isEqualTo(message);
        byte[] cut = Arrays.copyOf(message.bytes(), message.bytes().length - 1);
        assertThat(Message.read(cut)).isNull();
    }
}

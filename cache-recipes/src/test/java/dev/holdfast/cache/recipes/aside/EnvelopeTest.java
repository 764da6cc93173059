package dev.holdfast.cache.recipes.aside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Envelope.Header HEADER =
            new Envelope.Header(false, 0x0102030405060708L, 1_800_000_000_000L, 60_000, 250);

    private static Envelope reread(Envelope envelope) {
        return Objects.requireNonNull(Envelope.read(envelope.bytes()));
    }

    /** The documented layout, byte for byte: what is stored today must be readable by every later version. */
    @Test
    void of_value_isLaidOutAsDocumented() {
        Envelope envelope = Envelope.of(HEADER, Map.of("t", 9L), "payload".getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(envelope.bytes()))
                .isEqualTo("ca5d01" + "02" + "0102030405060708" + "000001a3185c5000" + "000000000000ea60" + "000000fa"
                        + "01" + "0001" + "74" + "0000000000000009" + "7061796c6f6164");
    }

    @Test
    void read_whatWasWritten_isTheSame() {
        Map<String, Long> tags = new LinkedHashMap<>();
        tags.put("", 1L);
        tags.put("größe", Long.MAX_VALUE);

        Envelope value = reread(Envelope.of(HEADER, tags, new byte[] {1, 2, 3}));

        assertThat(value.header()).isEqualTo(HEADER);
        assertThat(value.tags()).containsExactlyEntriesOf(tags);
        assertThat(value.payload()).containsExactly(1, 2, 3);
        assertThat(value.isLease()).isFalse();
        assertThat(value.isNothing()).isFalse();
    }

    @Test
    void read_nothingAndLease_areToldApart() {
        Envelope.Header ended = new Envelope.Header(true, 5, 6, 7, 8);
        Envelope nothing = reread(Envelope.of(ended, Map.of(), null));
        Envelope lease = reread(Envelope.lease(7, Map.of("", 3L)));

        assertThat(nothing.isNothing()).isTrue();
        assertThat(nothing.isLease()).isFalse();
        assertThat(nothing.header()).isEqualTo(ended);
        assertThat(lease.isLease()).isTrue();
        assertThat(lease.mark()).isEqualTo(7);
        assertThat(lease.tags()).containsEntry("", 3L);
    }

    @Test
    void read_anotherVersion_isNone() {
        byte[] bytes = Envelope.of(HEADER, Map.of(), new byte[] {1}).bytes();
        bytes[2] = 2;

        assertThat(Envelope.read(bytes)).isNull();
    }

    @Test
    void read_anyBytes_neverThrows() {
        Random random = new Random(99);
        byte[] good = Envelope.of(HEADER, Map.of("tag", 1L, "other", 2L), new byte[20])
                .bytes();

        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 10));
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Envelope envelope = Envelope.read(bytes);
            if (envelope != null) {
                assertThat(envelope.tags()).isNotNull();
                assertThat(envelope.payload().length).isLessThanOrEqualTo(bytes.length);
            }
        }
    }
}

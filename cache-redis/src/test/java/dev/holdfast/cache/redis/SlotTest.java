package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotTest {
    @Test
    void of_isTheServersOwn() {
        for (String key : List.of("123456789", "{user}:1", "a{user}b", "{}x", "{", "}{", "{{x}}", "größe", "a{}{b}")) {
            assertThat(Slot.of(Frame.utf8(key))).as(key).isEqualTo(SlotHash.getSlot(Frame.utf8(key)));
        }
        assertThat(Slot.of(Frame.utf8("{user}:1"))).isEqualTo(Slot.of(Frame.utf8("other{user}")));
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            byte[] key = new byte[1 + random.nextInt(40)];
            random.nextBytes(key);
            assertThat(Slot.of(key)).isEqualTo(SlotHash.getSlot(key));
        }
    }
}

package dev.holdfast.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BytesCodecTest {
    @Test
    void bytes_areTheArrayItself() {
        byte[] value = {1, 2, 3};

        assertThat(Codecs.bytes().encode(value)).isSameAs(value);
        assertThat(Codecs.bytes().decode(value)).isSameAs(value);
    }
}

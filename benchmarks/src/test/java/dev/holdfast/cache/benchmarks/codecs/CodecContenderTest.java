package dev.holdfast.cache.benchmarks.codecs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Codec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecContenderTest {
    @ParameterizedTest
    @EnumSource
    void everyCodec_decodesWhatItEncodes(CodecContender contender) {
        Codec<Profile> codec = contender.codec().forKey("k");

        byte[] bytes = codec.encode(Profile.example());

        assertThat(codec.decode(bytes)).isEqualTo(Profile.example());
    }
}

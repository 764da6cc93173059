package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.EncryptedCodecTest.aes;
import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CodecStacksTest {
    static List<Codec<byte[]>> stacks() {
        EncryptionKeys keys = EncryptionKeys.writing("k", aes(16, 1));
        int maxBytes = 1 << 20;
        return List.of(
                Codecs.compressed(Codecs.encrypted(Codecs.bytes(), keys), 64, maxBytes),
                Codecs.encrypted(Codecs.compressed(Codecs.bytes(), 64, maxBytes), keys),
                Codecs.reading(Codecs.encrypted(Codecs.compressed(Codecs.bytes(), 64, maxBytes), keys, "new"))
                        .alsoReading(Codecs.compressed(Codecs.encrypted(Codecs.bytes(), keys), 64, maxBytes)),
                Codecs.encrypted(
                        Codecs.compressed(Codecs.javaSerialization(byte[].class), 64, maxBytes),
                        EncryptionKeys.writing("k2", aes(32, 2))));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void decode_whatEncodeWrote_isTheSameUnderItsKeyAlone(Codec<byte[]> codec) {
        Inputs.forEachPayload(1, value -> {
            byte[] stored = codec.forKey("a").encode(value);

            assertThat(codec.forKey("a").decode(stored)).isEqualTo(value);
            assertRefused(() -> codec.forKey("b").decode(stored));
            assertRefused(() -> codec.decode(stored));
        });
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void decode_hostileBytes_isAValueOrRefused(Codec<byte[]> codec) {
        Codec<byte[]> bound = codec.forKey("a");

        // an outer marker of the compression may be flipped to no effect; nothing else gets through
        assertThat(Inputs.accepted(bound, 2, bound.encode(new byte[500]))).isLessThan(100);
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void codec_usedByManyThreads_mixesNothingUp(Codec<byte[]> codec) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        byte[] value = new byte[random.nextInt(2_000)];
                        random.nextBytes(value);
                        Codec<byte[]> bound = codec.forKey("key" + random.nextInt(5));
                        assertThat(bound.decode(bound.encode(value))).isEqualTo(value);
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}

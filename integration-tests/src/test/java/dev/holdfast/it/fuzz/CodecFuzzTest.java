package dev.holdfast.it.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheEvent;
import dev.holdfast.cache.CacheObserver;
import dev.holdfast.cache.CacheOptions;
import dev.holdfast.cache.Caches;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stored bytes that no codec of ours wrote: a value or a refusal, for as much memory as there are bytes. */
@Tag("fuzz")
class CodecFuzzTest {
    private static final Map<String, byte[]> BOMBS = Bombs.all();
    private static final Ttl LONG = Ttl.ofMinutes(10);

    @ParameterizedTest
    @EnumSource(CodecSubject.class)
    void decode_ofChangedBytes_isAValueOrRefused(CodecSubject subject) {
        int[] values = new int[2];
        assertThat(Decoding.isValue(subject.codec(), subject.valid())).isTrue();

        Fuzz.rounds(3_000, random -> {
            byte[] changed = Mutations.of(subject.valid(), subject.words(), random);
            values[Decoding.isValue(subject.codec(), changed) ? 1 : 0]++;
        });

        assertThat(values[0]).as("refused").isPositive();
    }

    @ParameterizedTest
    @EnumSource(CodecSubject.class)
    void decode_ofBombs_isRefused_soonAndForLittleMemory(CodecSubject subject) {
        BOMBS.forEach((name, bomb) -> {
            long start = System.nanoTime();
            try {
                Decoding.isValue(subject.codec(), bomb);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(name + " in " + subject, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(Duration.ofSeconds(10));
        });
    }

    /** For who reads through a cache a bad entry is none, whatever is wrong with it, and somebody is told. */
    @ParameterizedTest
    @EnumSource(CodecSubject.class)
    void typedRead_ofChangedBytes_isAValueOrAMissThatIsTold(CodecSubject subject) {
        AtomicInteger told = new AtomicInteger();
        CacheObserver observer = event -> told.addAndGet(event instanceof CacheEvent.Undecodable ? 1 : 0);
        try (DistributedCache cache =
                Caches.open("local:", CacheOptions.builder().observer(observer).build())) {
            TypedCache<Object> typed = cache.typed(subject.codec());
            int[] misses = {0};
            Fuzz.rounds(500, random -> {
                byte[] changed = Mutations.of(subject.valid(), subject.words(), random);
                cache.set("k", changed, LONG);

                misses[0] += typed.get("k") == null ? 1 : 0;

                assertThat(cache.get("k")).as("the entry stays").isEqualTo(changed);
            });
            Awaitility.await("events, which are told by a thread of their own").until(() -> told.get() == misses[0]);
        }
    }

    /** Codecs as one finds them. */
    @SuppressWarnings("ImmutableEnumChecker") // the last changes its input, on purpose
    enum Planted implements Codec<Object> {
        TRUSTS_A_LENGTH(new byte[] {0x04, 0, 0, 0}, AssertionError.class) {
            @Override
            public Object decode(byte[] bytes) {
                return new byte[ByteBuffer.wrap(bytes, 0, 4).getInt()];
            }
        },
        THROWS_SOMETHING_ELSE(new byte[2], IndexOutOfBoundsException.class) {
            @Override
            public Object decode(byte[] bytes) {
                return bytes[5];
            }
        },
        ANSWERS_NULL(new byte[2], AssertionError.class) {
            @Override
            public Object decode(byte[] bytes) {
                return null;
            }
        },
        RECURSES("[".repeat(200_000).getBytes(UTF_8), StackOverflowError.class) {
            @Override
            public Object decode(byte[] bytes) {
                return depth(bytes, 0);
            }

            private int depth(byte[] bytes, int at) {
                return at < bytes.length && bytes[at] == '[' ? 1 + depth(bytes, at + 1) : 0;
            }
        },
        CHANGES_WHAT_IS_STORED(new byte[] {2, 1}, AssertionError.class) {
            @Override
            public Object decode(byte[] bytes) {
                java.util.Arrays.sort(bytes);
                return bytes;
            }
        };

        private final byte[] input;
        private final Class<? extends Throwable> found;

        Planted(byte[] input, Class<? extends Throwable> found) {
            this.input = input;
            this.found = found;
        }

        @Override
        public byte[] encode(Object value) {
            return new byte[0];
        }
    }

    @ParameterizedTest
    @EnumSource(Planted.class)
    void planted_codecs_areFound(Planted codec) {
        assertThatThrownBy(() -> Decoding.isValue(codec, codec.input)).isInstanceOf(codec.found);
    }
}

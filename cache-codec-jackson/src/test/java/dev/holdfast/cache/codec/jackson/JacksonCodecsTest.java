package dev.holdfast.cache.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** What JSON and MessagePack have in common. */
final class JacksonCodecsTest {
    enum Format {
        JSON {
            @Override
            <V> Codec<V> of(Class<V> type) {
                return JacksonCodecs.json(type);
            }

            @Override
            <V> Codec<V> of(TypeReference<V> type) {
                return JacksonCodecs.json(type);
            }

            @Override
            <V> Codec<V> of(Class<V> type, JsonMapper mapper) {
                return JacksonCodecs.json(type, mapper);
            }

            @Override
            <V> Codec<V> of(TypeReference<V> type, JsonMapper mapper) {
                return JacksonCodecs.json(type, mapper);
            }
        },
        MESSAGE_PACK {
            @Override
            <V> Codec<V> of(Class<V> type) {
                return JacksonCodecs.messagePack(type);
            }

            @Override
            <V> Codec<V> of(TypeReference<V> type) {
                return JacksonCodecs.messagePack(type);
            }

            @Override
            <V> Codec<V> of(Class<V> type, JsonMapper mapper) {
                return JacksonCodecs.messagePack(type, mapper);
            }

            @Override
            <V> Codec<V> of(TypeReference<V> type, JsonMapper mapper) {
                return JacksonCodecs.messagePack(type, mapper);
            }
        };

        abstract <V> Codec<V> of(Class<V> type);

        abstract <V> Codec<V> of(TypeReference<V> type);

        abstract <V> Codec<V> of(Class<V> type, JsonMapper mapper);

        abstract <V> Codec<V> of(TypeReference<V> type, JsonMapper mapper);
    }

    /** Contains itself. */
    static final class Cycle {
        public final Cycle self = this;
    }

    @ParameterizedTest
    @EnumSource
    void decode_whatEncodeWrote_isTheSame(Format format) {
        Codec<Shop.Order> codec = format.of(Shop.Order.class);
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            Shop.Order order = Shop.order(random, i < 200 ? i : random.nextInt(100 * 1024));

            assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
        }
    }

    @ParameterizedTest
    @EnumSource
    void decode_genericType_isTheSame(Format format) {
        Codec<Shop.Page<Map<String, Shop.Line>>> codec = format.of(new TypeReference<>() {});
        var page = new Shop.Page<>(
                List.of(Map.of("a", new Shop.Line("bolt", 1, new BigDecimal("2.00")))), Optional.of("b"));

        assertThat(codec.decode(codec.encode(page))).isEqualTo(page);
    }

    @ParameterizedTest
    @EnumSource
    void decode_subtypesByName_areTheSame(Format format) {
        Codec<List<Shop.Shape>> codec = format.of(new TypeReference<>() {});
        List<Shop.Shape> shapes = List.of(new Shop.Circle(1), new Shop.Square(2));

        assertThat(codec.decode(codec.encode(shapes))).isEqualTo(shapes);
    }

    @ParameterizedTest
    @EnumSource
    void decode_scalars_areTheSame(Format format) {
        assertThat(format.of(String.class).decode(format.of(String.class).encode("x")))
                .isEqualTo("x");
        assertThat(format.of(Long.class).decode(format.of(Long.class).encode(Long.MIN_VALUE)))
                .isEqualTo(Long.MIN_VALUE);
        Codec<Optional<String>> optional = format.of(new TypeReference<>() {});
        assertThat(optional.decode(optional.encode(Optional.empty()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void decode_unknownProperty_isSkipped(Format format) {
        byte[] newer = format.of(Shop.User.class).encode(new Shop.User("Ada", "London"));

        assertThat(format.of(Shop.OldUser.class).decode(newer)).isEqualTo(new Shop.OldUser("Ada"));
    }

    @ParameterizedTest
    @EnumSource
    void decode_missingProperty_isItsTypesDefaultUnlessRequired(Format format) {
        byte[] older = format.of(Shop.OldUser.class).encode(new Shop.OldUser("Ada"));

        assertThat(format.of(Shop.User.class).decode(older)).isEqualTo(new Shop.User("Ada", null));
        assertThat(format.of(Shop.CountedUser.class).decode(older)).isEqualTo(new Shop.CountedUser("Ada", 0));
        assertRefused(() -> format.of(Shop.StrictUser.class).decode(older));
    }

    @ParameterizedTest
    @EnumSource
    void decode_nullForAPrimitive_isRefused(Format format) {
        Codec<Map<String, Object>> maps = format.of(new TypeReference<>() {});
        Map<String, Object> user = new HashMap<>(Map.of("name", "Ada"));
        user.put("visits", null);

        assertRefused(() -> format.of(Shop.CountedUser.class).decode(maps.encode(user)));
    }

    @ParameterizedTest
    @EnumSource
    void decode_null_isRefused(Format format) {
        Codec<Optional<String>> optional = format.of(new TypeReference<>() {});
        byte[] nothing = optional.encode(Optional.empty());

        assertRefused(() -> format.of(Shop.User.class).decode(nothing));
        assertRefused(() -> format.of(String.class).decode(nothing));
    }

    @ParameterizedTest
    @EnumSource
    void decode_bytesAfterTheValue_isRefused(Format format) {
        Codec<Integer> codec = format.of(Integer.class);
        byte[] two = Arrays.copyOf(codec.encode(1), codec.encode(1).length + 2);
        two[two.length - 2] = ' ';
        two[two.length - 1] = '2';

        assertRefused(() -> codec.decode(two));
        assertRefused(() -> codec.decode(new byte[0]));
    }

    @ParameterizedTest
    @EnumSource
    void nesting_upTo200Levels_isTheSameInBothDirections(Format format) {
        Codec<List<?>> codec = format.of(new TypeReference<>() {});
        JsonMapper deep = JsonMapper.builder().build();

        assertThat(codec.decode(codec.encode(nested(200)))).isEqualTo(nested(200));
        assertRefused(() -> codec.encode(nested(201)));
        if (format == Format.JSON) {
            assertRefused(() -> codec.decode(deep.writeValueAsBytes(nested(201))));
        } else {
            byte[] bytes = new byte[100_000];
            Arrays.fill(bytes, (byte) 0x91); // an array of one, of one, of one...
            assertRefused(() -> codec.decode(bytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    void encode_cycle_isRefused(Format format) {
        assertRefused(() -> format.of(Cycle.class).encode(new Cycle()));
        List<Object> list = new ArrayList<>();
        list.add(list);
        Codec<List<Object>> lists = format.of(new TypeReference<>() {});
        assertRefused(() -> lists.encode(list));
    }

    @ParameterizedTest
    @EnumSource
    void failures_keepTheValueOutOfEveryMessage(Format format) {
        byte[] text = format.of(String.class).encode("s3cret");

        assertThatThrownBy(() -> format.of(Integer.class).decode(text))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageNotContaining("s3cret")
                .hasStackTraceContaining("java.lang.Integer")
                .extracting(Throwables::getStackTrace)
                .asString()
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @EnumSource
    void mapperOfYours_isUsedAndStaysStrictAboutWhatFollows(Format format) {
        JsonMapper snakes = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        Codec<Shop.Order> codec = format.of(Shop.Order.class, snakes);
        Codec<Shop.Order> same = format.of(new TypeReference<>() {}, snakes);
        Shop.Order order = Shop.order(new Random(1), 10);
        byte[] stored = codec.encode(order);

        assertThat(same.decode(stored)).isEqualTo(order);
        assertRefused(() -> codec.decode(Arrays.copyOf(stored, stored.length + 1)));
    }

    @ParameterizedTest
    @EnumSource
    void mapperOfYours_withDefaultTyping_isRefused(Format format) {
        JsonMapper typing = JsonMapper.builder()
                .activateDefaultTyping(
                        BasicPolymorphicTypeValidator.builder()
                                .allowIfSubType(Object.class)
                                .build(),
                        DefaultTyping.NON_FINAL,
                        JsonTypeInfo.As.PROPERTY)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> format.of(Shop.User.class, typing))
                .withMessageContaining("default typing");
        assertThatIllegalArgumentException().isThrownBy(() -> format.of(new TypeReference<List<String>>() {}, typing));
    }

    @Tag("fuzz")
    @ParameterizedTest
    @EnumSource
    void decode_hostileBytes_isAValueOrRefused(Format format) {
        Codec<Shop.Order> orders = format.of(Shop.Order.class);
        byte[] stored = orders.encode(Shop.order(new Random(1), 20));
        Codec<Object> anything = format.of(Object.class);

        assertThat(Hostile.accepted(orders, 2, stored)).isBetween(1, 10_000);
        assertThat(Hostile.accepted(anything, 3, stored)).isBetween(1, 15_000);
    }

    @ParameterizedTest
    @EnumSource
    void codec_usedByManyThreads_mixesNothingUp(Format format) throws InterruptedException, ExecutionException {
        Codec<Shop.Order> codec = format.of(Shop.Order.class);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                Random random = new Random(thread);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        Shop.Order order = Shop.order(random, random.nextInt(500));
                        assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
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

    @Test
    void toString_namesFormatAndType() {
        assertThat(JacksonCodecs.json(String.class)).hasToString("json(java.lang.String)");
        assertThat(JacksonCodecs.messagePack(new TypeReference<List<String>>() {}))
                .hasToString("messagePack(java.util.List<java.lang.String>)");
    }

    private static List<?> nested(int depth) {
        List<?> outermost = List.of();
        for (int i = 1; i < depth; i++) {
            outermost = List.of(outermost);
        }
        return outermost;
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CacheCodecException.class);
    }
}

package dev.holdfast.cache.codec;

import static dev.holdfast.cache.codec.Inputs.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JavaSerializationCodecTest {
    record Line(String product, int count) implements Serializable {}

    record Order(long id, Object note, List<Line> lines, Map<String, Double> prices, TimeUnit unit)
            implements Serializable {}

    private static final class LargerGadget extends Gadget {}

    interface Marker extends Serializable {}

    private final Codec<Order> codec = Codecs.javaSerialization(
            Order.class,
            Line.class.getName(),
            "java.util.ArrayList",
            "java.util.HashMap",
            "java.util.concurrent.TimeUnit");

    @BeforeEach
    void noGadgetHasRun() {
        Gadget.RUNS.set(0);
    }

    @Test
    void decode_whatEncodeWrote_isTheSame() {
        Order order = order("a note");

        assertThat(codec.decode(codec.encode(order))).isEqualTo(order);
    }

    /** As in a server whose applications share this library: two classes of one name, of which it sees the other. */
    @Test
    @SuppressWarnings("rawtypes") // a class literal has no other type
    void decode_valuesOfATypeOfTheJdk_areOfTheClassesOfWhoMadeTheCodec() throws Exception {
        ClassLoader application = new Redefining(Line.class);
        Class<?> line = application.loadClass(Line.class.getName());
        Constructor<?> constructor = line.getDeclaredConstructor(String.class, int.class);
        constructor.setAccessible(true);
        Thread.currentThread().setContextClassLoader(application);
        Codec<HashMap> maps;
        try {
            maps = Codecs.javaSerialization(HashMap.class, Line.class.getName());
        } finally {
            Thread.currentThread().setContextClassLoader(getClass().getClassLoader());
        }

        Map<?, ?> decoded = maps.decode(maps.encode(new HashMap<>(Map.of("k", constructor.newInstance("tea", 1)))));

        assertThat(decoded.get("k")).isInstanceOf(line);
    }

    /** Has a class of its own of that name. */
    private static final class Redefining extends ClassLoader {
        private final Class<?> original;

        Redefining(Class<?> original) {
            super(original.getClassLoader());
            this.original = original;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(original.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? redefined(name) : loaded;
        }

        private Class<?> redefined(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void decode_bytesOfAnySize_areTheSame() {
        Codec<byte[]> arrays = Codecs.javaSerialization(byte[].class);

        Inputs.forEachPayload(
                1, value -> assertThat(arrays.decode(arrays.encode(value))).isEqualTo(value));
    }

    @Test
    void decode_largeCollections_passTheLimits() {
        Codec<Map<String, Integer>> maps = maps();
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            map.put(Integer.toString(i), i % 10);
        }

        assertThat(maps.decode(maps.encode(map))).isEqualTo(map);
        assertThat(maps.decode(maps.encode(new HashMap<>()))).isEmpty();
    }

    @Test
    void decode_arraysOfArraysAndPrimitives_areTheSame() {
        Codec<Object[]> arrays = Codecs.javaSerialization(Object[].class, Line.class.getName());
        Object[] value = {new long[][] {{1}, {2, 3}}, new Line[] {new Line("x", 1)}, "text", 'c', 1.5f};

        assertThat(Arrays.deepEquals(arrays.decode(arrays.encode(value)), value))
                .isTrue();
    }

    @Test
    void decode_goldenBytes_isTheValue() {
        byte[] golden = HexFormat.of().parseHex("aced000574000161");

        assertThat(Codecs.javaSerialization(String.class).encode("a")).isEqualTo(golden);
        assertThat(Codecs.javaSerialization(String.class).decode(golden)).isEqualTo("a");
    }

    @Test
    void decode_gadgetAnywhere_neverRunsIt() {
        Codec<Object> anything = Codecs.javaSerialization(Object.class, "java.util.*", Order.class.getName());
        List<Object> hidden = new ArrayList<>(List.of(new HashMap<>(Map.of("k", new Gadget()))));

        for (Object gadget : List.of(new Gadget(), new Gadget[] {new Gadget()}, hidden, order(new Gadget()))) {
            assertRefused(() -> codec.decode(serialized(gadget)));
            assertRefused(() -> anything.decode(serialized(gadget)));
        }

        assertThat(Gadget.RUNS).hasValue(0);
    }

    @Test
    void decode_gadgetAllowed_runsIt() {
        Codec<Gadget> gadgets = Codecs.javaSerialization(Gadget.class);

        gadgets.decode(gadgets.encode(new Gadget()));

        assertThat(Gadget.RUNS).hasValue(1);
    }

    @Test
    void decode_subclassOfAnAllowedClass_isRefused() {
        Codec<Gadget> gadgets = Codecs.javaSerialization(Gadget.class);

        assertRefused(() -> gadgets.decode(serialized(new LargerGadget())));
    }

    @Test
    void decode_proxy_isRefusedEvenInAnAllowedPackage() {
        Object proxy =
                Proxy.newProxyInstance(Marker.class.getClassLoader(), new Class<?>[] {Marker.class}, (Serializable
                                & java.lang.reflect.InvocationHandler)
                        (self, method, arguments) -> null);
        Codec<Object> own = Codecs.javaSerialization(
                Object.class, "dev.holdfast.cache.codec.*", "java.lang.reflect.*", "java.lang.invoke.*");

        assertThat(proxy.getClass().getPackageName()).isEqualTo("dev.holdfast.cache.codec");
        assertRefused(() -> own.encode(proxy));
        assertRefused(() -> own.decode(serialized(proxy)));
        assertRefused(() -> own.decode(serialized(new Object[] {new Object[] {proxy}})));
    }

    @Test
    void decode_lambda_isRefused() {
        Supplier<String> lambda = (Supplier<String> & Serializable) () -> "x";
        Codec<Object> own = Codecs.javaSerialization(Object.class, "dev.holdfast.cache.codec.*");

        assertRefused(() -> own.decode(serialized(lambda)));
    }

    @Test
    void encode_classNotAllowed_namesIt() {
        Codec<Instant> times = Codecs.javaSerialization(Instant.class);

        assertThatThrownBy(() -> times.encode(Instant.EPOCH))
                .isInstanceOf(CacheCodecException.class)
                .hasMessageContaining("java.time.Ser is not among the classes allowed");
        assertThat(Codecs.javaSerialization(Instant.class, "java.time.Ser").decode(serialized(Instant.EPOCH)))
                .isEqualTo(Instant.EPOCH);
    }

    @Test
    void encode_notSerializable_isRefused() {
        assertRefused(() -> codec.encode(order(new Object())));
        assertRefused(() -> codec.encode(order(new BigDecimal("1"))));
    }

    @Test
    void decode_superclassOfTheType_isAllowed() {
        Codec<Integer> numbers = Codecs.javaSerialization(Integer.class);

        assertThat(numbers.decode(numbers.encode(5))).isEqualTo(5);
    }

    @Test
    void decode_otherTypeOrNullOrMore_isRefused() {
        Codec<Integer> numbers = Codecs.javaSerialization(Integer.class);
        byte[] five = numbers.encode(5);

        assertRefused(() -> numbers.decode(serialized("text")));
        assertRefused(() -> numbers.decode(serialized(null)));
        assertRefused(() -> numbers.decode(Arrays.copyOf(five, five.length + 1)));
    }

    @Test
    void decode_wildcard_leavesSubPackagesOut() {
        Codec<Object> util = Codecs.javaSerialization(Object.class, "java.util.*");

        assertThat(util.decode(serialized(new HashSet<>(Set.of("a"))))).isEqualTo(Set.of("a"));
        assertRefused(() -> util.decode(serialized(TimeUnit.DAYS)));
    }

    @Test
    void nestedTooDeep_isRefused() {
        Codec<Object> lists = Codecs.javaSerialization(Object.class, "java.util.ArrayList");

        assertThat(lists.decode(serialized(nested(19)))).isEqualTo(nested(19));
        assertRefused(() -> lists.decode(serialized(nested(21))));
        assertRefused(() -> lists.decode(serialized(nested(100))));
        assertRefused(() -> lists.encode(nested(100_000)));
    }

    @Test
    void decode_arrayLongerThanItsBytes_isRefusedBeforeItExists() {
        Codec<Object> arrays = Codecs.javaSerialization(Object.class, "java.util.*");
        for (Object array : List.of(new long[3], new Object[3], new String[3][])) {
            byte[] stored = serialized(array);
            int length = lastIndexOf(stored, 3, array instanceof long[] ? 24 : 3);
            ByteBuffer.wrap(stored).putInt(length, Integer.MAX_VALUE - 8);

            assertRefused(() -> arrays.decode(stored));
        }
    }

    @Tag("fuzz")
    @Test
    void decode_hostileBytes_isAValueOrRefused() {
        assertThat(Inputs.accepted(codec, 2, codec.encode(order("a note")))).isLessThan(6_000);
        Codec<Map<String, Integer>> maps = maps();
        assertThat(Inputs.accepted(maps, 3, maps.encode(new HashMap<>(Map.of("a", 1, "b", 2)))))
                .isLessThan(6_000);
        assertThat(Gadget.RUNS).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "java.**", "!java.util.List", "a;b", "maxdepth=5", "a..b", ".a", "a.*.b", "a b"})
    void javaSerialization_noClassOrPackage_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Codecs.javaSerialization(String.class, name));
    }

    private static Order order(Object note) {
        return new Order(
                7,
                note,
                new ArrayList<>(List.of(new Line("x", 1), new Line("y", 2))),
                new HashMap<>(Map.of("x", 1.5)),
                TimeUnit.DAYS);
    }

    @SuppressWarnings("unchecked")
    private static Codec<Map<String, Integer>> maps() {
        return Codecs.javaSerialization((Class<Map<String, Integer>>) (Class<?>) Map.class, "java.util.HashMap");
    }

    private static Object nested(int depth) {
        List<Object> outermost = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            outermost = new ArrayList<>(List.of(outermost));
        }
        return outermost;
    }

    /** The index of the four bytes of a length that so many bytes follow. */
    private static int lastIndexOf(byte[] stored, int length, int following) {
        int index = stored.length - following - 4;
        assertThat(ByteBuffer.wrap(stored).getInt(index)).isEqualTo(length);
        return index;
    }

    private static byte[] serialized(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

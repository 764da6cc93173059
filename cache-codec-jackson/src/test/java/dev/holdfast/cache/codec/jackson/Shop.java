package dev.holdfast.cache.codec.jackson;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** The types the tests store. */
final class Shop {
    private Shop() {}

    enum State {
        OPEN,
        PAID
    }

    record Line(String product, int count, BigDecimal price) {}

    record Page<T>(List<T> items, Optional<String> next) {}

    record Order(
            UUID id,
            long number,
            BigInteger huge,
            double ratio,
            float share,
            boolean gift,
            State state,
            Instant created,
            LocalDate due,
            Duration patience,
            Map<Integer, String> notes,
            List<Line> lines,
            ByteBuffer blob) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Circle.class, name = "circle"),
        @JsonSubTypes.Type(value = Square.class, name = "square")
    })
    sealed interface Shape permits Circle, Square {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    record OldUser(String name) {}

    record User(String name, String city) {}

    record CountedUser(String name, int visits) {}

    record StrictUser(
            String name, @JsonProperty(required = true) String city) {}

    static Order order(Random random, int size) {
        byte[] blob = new byte[size];
        random.nextBytes(blob);
        return new Order(
                new UUID(random.nextLong(), random.nextLong()),
                random.nextLong() >> random.nextInt(64),
                new BigInteger(1 + random.nextInt(200), random).negate(),
                random.nextGaussian(),
                random.nextFloat(),
                random.nextBoolean(),
                State.values()[random.nextInt(2)],
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                LocalDate.ofEpochDay(random.nextInt(100_000)),
                Duration.ofNanos(random.nextLong()),
                Map.of(random.nextInt(), text(random, size / 50)),
                List.of(
                        new Line("bolt", random.nextInt(), new BigDecimal("1.50")),
                        new Line(text(random, 5), -1, new BigDecimal(new BigInteger(90, random), 20))),
                ByteBuffer.wrap(blob));
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 + random.nextInt(50) : random.nextInt(0xD800));
        }
        return text.toString();
    }
}

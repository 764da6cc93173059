package dev.holdfast.cache.codec.jackson;

import dev.holdfast.cache.Codec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Codecs by Jackson: any class, record or generic type that Jackson can bind, as JSON or as MessagePack, readable by
 * other languages. What is written holds no class names, unless the type's own annotations ask for them, and the type
 * to read is the one given here.
 *
 * <p>The codecs without a mapper of yours are made for types that change while entries live: properties unknown to the
 * reader are skipped; a property that the entry lacks is null, or zero where it is a primitive. Annotate it with
 * {@code @JsonProperty(required = true)} where the entry should be a miss instead. An explicit null for a primitive is
 * refused. Times are ISO-8601 text. Nesting is limited to 200 levels, and in JSON numbers to 1,000 digits, names to
 * 10,000 and strings to 20 million characters. Anything after the value is refused.
 *
 * <p>With a mapper of yours its settings hold, but for what follows the value, which is always refused. A mapper with
 * default typing is refused: it would let the stored bytes choose classes. Annotate base types with
 * {@code @JsonTypeInfo(use = NAME)} and {@code @JsonSubTypes}.
 *
 * <p>All codecs are immutable and safe for any number of threads.
 */
public final class JacksonCodecs {
    private JacksonCodecs() {}

    /**
     * JSON in UTF-8.
     *
     * @param type the type of the values
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> json(Class<V> type) {
        return json(type, Mappers.lenient());
    }

    /**
     * JSON in UTF-8, of a generic type.
     *
     * @param type the type of the values, as {@code new TypeReference<List<Order>>() {}}
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> json(TypeReference<V> type) {
        return json(type, Mappers.lenient());
    }

    /**
     * JSON as a mapper of yours writes it.
     *
     * @param type the type of the values
     * @param mapper the mapper
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if the mapper has default typing
     */
    public static <V> Codec<V> json(Class<V> type, JsonMapper mapper) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * JSON of a generic type as a mapper of yours writes it.
     *
     * @param type the type of the values, as {@code new TypeReference<List<Order>>() {}}
     * @param mapper the mapper
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if the mapper has default typing
     */
    public static <V> Codec<V> json(TypeReference<V> type, JsonMapper mapper) {
        return new JsonCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * MessagePack: the same data as in JSON, in fewer bytes. Objects are maps with string keys, {@code byte[]} is
     * {@code bin}, integers take their shortest form, {@code float} and {@code double} their own; a {@code BigDecimal}
     * and an integer beyond 64 bits are strings, as MessagePack has no exact type for them. Read as well are integer
     * keys of maps, as text, and the timestamp extension, as ISO-8601; other extensions are refused.
     *
     * @param type the type of the values
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> messagePack(Class<V> type) {
        return messagePack(type, Mappers.lenient());
    }

    /**
     * MessagePack of a generic type: see {@link #messagePack(Class)}.
     *
     * @param type the type of the values, as {@code new TypeReference<List<Order>>() {}}
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> messagePack(TypeReference<V> type) {
        return messagePack(type, Mappers.lenient());
    }

    /**
     * MessagePack with the data binding of a mapper of yours: see {@link #messagePack(Class)}.
     *
     * @param type the type of the values
     * @param mapper the mapper; what it says of JSON's text alone means nothing here
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if the mapper has default typing
     */
    public static <V> Codec<V> messagePack(Class<V> type, JsonMapper mapper) {
        return new MessagePackCodec<>(mapper, mapper.constructType(type));
    }

    /**
     * MessagePack of a generic type with the data binding of a mapper of yours: see {@link #messagePack(Class)}.
     *
     * @param type the type of the values, as {@code new TypeReference<List<Order>>() {}}
     * @param mapper the mapper; what it says of JSON's text alone means nothing here
     * @param <V> the type of the values
     * @return the codec
     * @throws IllegalArgumentException if the mapper has default typing
     */
    public static <V> Codec<V> messagePack(TypeReference<V> type, JsonMapper mapper) {
        return new MessagePackCodec<>(mapper, mapper.constructType(type));
    }
}

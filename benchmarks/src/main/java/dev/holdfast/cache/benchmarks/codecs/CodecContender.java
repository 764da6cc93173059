package dev.holdfast.cache.benchmarks.codecs;

import dev.holdfast.cache.Codec;
import dev.holdfast.cache.benchmarks.race.Contender;
import dev.holdfast.cache.codec.Codecs;
import dev.holdfast.cache.codec.EncryptionKeys;
import dev.holdfast.cache.codec.jackson.JacksonCodecs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** Who competes in the codec group; all with the same value. */
public enum CodecContender implements Contender {
    /** The baseline. */
    JACKSON("Jackson's own mapper, JSON", Bare::new),
    /** JSON. */
    OURS_JSON("JacksonCodecs.json", () -> JacksonCodecs.json(Profile.class)),
    /** MessagePack. */
    OURS_MESSAGE_PACK("JacksonCodecs.messagePack", () -> JacksonCodecs.messagePack(Profile.class)),
    /** JSON, compressed whatever its length. */
    OURS_COMPRESSED("compressed(json)", () -> Codecs.compressed(JacksonCodecs.json(Profile.class), 1, 1 << 20)),
    /** JSON, encrypted. */
    OURS_ENCRYPTED(
            "encrypted(json)",
            () -> Codecs.encrypted(
                    JacksonCodecs.json(Profile.class),
                    EncryptionKeys.writing("k1", new SecretKeySpec(new byte[32], "AES")))),
    /** A step in a change of format, which has come to an end. */
    OURS_ROLLING(
            "reading(json).alsoReading(messagePack)",
            () -> Codecs.reading(JacksonCodecs.json(Profile.class))
                    .alsoReading(JacksonCodecs.messagePack(Profile.class))),
    /** Java's own form, with a filter of classes. */
    OURS_SERIALIZATION(
            "javaSerialization, filtered", () -> Codecs.javaSerialization(Profile.class, "java.util.ArrayList")),
    /** Java's own form, which will make an object of whatever class it is told to. */
    SERIALIZATION("Java serialization, unfiltered", Serialized::new);

    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // a way to make one, which holds nothing
    private final Supplier<Codec<Profile>> codec;

    CodecContender(String title, Supplier<Codec<Profile>> codec) {
        this.title = title;
        this.codec = codec;
    }

    @Override
    public String title() {
        return title;
    }

    Codec<Profile> codec() {
        return codec.get();
    }

    private static final class Bare implements Codec<Profile> {
        private final JsonMapper mapper = JsonMapper.builder().build();

        @Override
        public byte[] encode(Profile value) {
            return mapper.writeValueAsBytes(value);
        }

        @Override
        public Profile decode(byte[] bytes) {
            return mapper.readValue(bytes, Profile.class);
        }
    }

    private static final class Serialized implements Codec<Profile> {
        @Override
        public byte[] encode(Profile value) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }

        @Override
        @SuppressWarnings("BanSerializableRead") // what ours is compared with
        public Profile decode(byte[] bytes) {
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
                return (Profile) in.readObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

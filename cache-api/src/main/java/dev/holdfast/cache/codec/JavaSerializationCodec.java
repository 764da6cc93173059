package dev.holdfast.cache.codec;

import dev.holdfast.cache.CacheCodecException;
import dev.holdfast.cache.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Java serialization of allowed classes alone. */
final class JavaSerializationCodec<V> implements Codec<V> {
    private final Class<V> type;
    private final AllowedClasses allowed;

    /** Of the values' type, or where that is the JDK's, of whoever makes the codec. */
    private final @Nullable ClassLoader loader;

    JavaSerializationCodec(Class<V> type, AllowedClasses allowed) {
        this.type = type;
        ClassLoader ofType = type.getClassLoader();
        this.loader = ofType == null ? Thread.currentThread().getContextClassLoader() : ofType;
        this.allowed = allowed;
    }

    @Override
    public byte[] encode(V value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Output output = new Output(bytes)) {
            output.writeObject(value);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e instanceof CacheCodecException refused) {
                throw refused;
            }
            throw CacheCodecException.encoding("a value of " + type.getName() + " could not be serialized", e);
        }
        return bytes.toByteArray();
    }

    @Override
    public V decode(byte[] bytes) {
        ByteArrayInputStream source = new ByteArrayInputStream(bytes);
        try (Input input = new Input(source)) {
            input.setObjectInputFilter(allowed.filter(bytes.length));
            Object value = input.readObject();
            if (source.available() == 0 && type.isInstance(value)) {
                return type.cast(value);
            }
        } catch (IOException
                | ClassNotFoundException
                | RuntimeException
                | LinkageError
                | StackOverflowError e) { // an allowed class reads what it likes, and fails as it likes
            throw CacheCodecException.decoding(
                    "the bytes are not a serialized " + type.getName() + " of allowed classes", e);
        }
        throw CacheCodecException.decoding("the bytes are not one " + type.getName(), null);
    }

    @Override
    public String toString() {
        return "javaSerialization(" + type.getSimpleName() + ")";
    }

    /** Refuses at the writer's what every reader would refuse. */
    private final class Output extends ObjectOutputStream {
        Output(OutputStream target) throws IOException {
            super(target);
        }

        @Override
        protected void annotateClass(Class<?> written) {
            if (!allowed.permits(written)) {
                throw CacheCodecException.encoding(written.getName() + " is not among the classes allowed", null);
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> written) {
            throw CacheCodecException.encoding("dynamic proxies are not allowed", null);
        }
    }

    private final class Input extends ObjectInputStream {
        Input(ByteArrayInputStream source) throws IOException {
            super(source);
        }

        /** The default is the loader of this class, which need not see what is stored, or sees another of that name. */
        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }

        /** Before their interfaces are even loaded. */
        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws InvalidClassException {
            throw new InvalidClassException("dynamic proxies are refused");
        }
    }
}

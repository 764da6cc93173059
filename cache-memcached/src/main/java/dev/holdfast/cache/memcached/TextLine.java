package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A command that is answered by one line.
 *
 * @param <T> what the line says
 */
final class TextLine<T extends @Nullable Object> extends Request<T> {
    private final Meaning<T> meaning;

    /**
     * What a line says.
     *
     * @param <T> the answer
     */
    interface Meaning<T extends @Nullable Object> {
        @Nullable
        T of(String line) throws ProtocolViolation;
    }

    TextLine(byte[] command, Meaning<T> meaning) {
        super(command);
        this.meaning = meaning;
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        String line = Ascii.line(in);
        if (line == null) {
            return false;
        }
        if (Ascii.isError(line)) {
            fail(Failure.said(line));
        } else {
            answer(meaning.of(line));
        }
        return true;
    }
}

package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the binary protocol: a header of 24 bytes, extras, a key, a value. Keeps its place between two pieces,
 * and starts again after each {@link #reset()}.
 */
final class BinaryPacket {
    static final int HEADER = 24;
    static final int OK = 0;
    static final int NOT_FOUND = 1;
    static final int EXISTS = 2;
    static final int NOT_STORED = 5;
    private static final int UNAUTHENTICATED = 0x20;

    private static final byte REQUEST = (byte) 0x80;
    private static final byte RESPONSE = (byte) 0x81;
    private static final byte[] NONE = {};

    private boolean headerRead;
    private int opcode;
    private int status;
    private int opaque;
    private int extrasLength;
    private int keyLength;
    private int bodyLength;
    private long unique;
    private byte @Nullable [] preface;
    private ValueBytes value = new ValueBytes(0);

    /** A command on one key; marked by it, so that the answer to another can be told. */
    static byte[] command(int opcode, byte[] extras, byte[] key, byte[] value, long unique) {
        return command(opcode, Arrays.hashCode(key), extras, key, value, unique);
    }

    /** A command, marked as its answer will be. */
    static byte[] command(int opcode, int opaque, byte[] extras, byte[] key, byte[] value, long unique) {
        int body = extras.length + key.length + value.length;
        return ByteBuffer.allocate(HEADER + body)
                .put(REQUEST)
                .put((byte) opcode)
                .putShort((short) key.length)
                .put((byte) extras.length)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(body)
                .putInt(opaque)
                .putLong(unique)
                .put(extras)
                .put(key)
                .put(value)
                .array();
    }

    void reset() {
        headerRead = false;
        preface = null;
    }

    /** Takes what there is; whether the packet is complete. */
    boolean read(ByteBuffer in) throws ProtocolViolation {
        if (!headerRead && !readHeader(in)) {
            return false;
        }
        if (preface == null) {
            if (in.remaining() < extrasLength + keyLength) {
                return false;
            }
            preface = new byte[extrasLength + keyLength];
            in.get(preface);
            value = new ValueBytes(bodyLength - preface.length);
        }
        return value.read(in);
    }

    private boolean readHeader(ByteBuffer in) throws ProtocolViolation {
        if (in.remaining() < HEADER) {
            return false;
        }
        int at = in.position();
        opcode = in.get(at + 1) & 0xff;
        keyLength = in.getShort(at + 2) & 0xffff;
        extrasLength = in.get(at + 4) & 0xff;
        status = in.getShort(at + 6) & 0xffff;
        bodyLength = in.getInt(at + 8);
        opaque = in.getInt(at + 12);
        unique = in.getLong(at + 16);
        if (in.get(at) != RESPONSE
                || keyLength > 250
                || bodyLength < keyLength + extrasLength
                || bodyLength > Limits.LARGEST_ANSWER) {
            throw new ProtocolViolation("no answer of the binary protocol");
        }
        in.position(at + HEADER);
        headerRead = true;
        return true;
    }

    int status() {
        return status;
    }

    int opaque() {
        return opaque;
    }

    /** Checks that this answers that command, by its verb and its mark; all else is a server that has lost its place. */
    void checkAnswers(int commandOpcode, int commandOpaque) throws ProtocolViolation {
        if (opcode != commandOpcode || opaque != commandOpaque) {
            throw new ProtocolViolation("an answer to what was not asked");
        }
    }

    static int opcodeOf(byte[] command) {
        return command[1] & 0xff;
    }

    static int opaqueOf(byte[] command) {
        return ByteBuffer.wrap(command).getInt(12);
    }

    long unique() {
        return unique;
    }

    byte[] value() {
        return value.whole();
    }

    /** The flags, which are the extras of every read. */
    int flags() {
        return preface == null || extrasLength < 4
                ? 0
                : ByteBuffer.wrap(preface).getInt();
    }

    /** The key, where the answer has one. */
    byte[] key() {
        return preface == null ? NONE : Arrays.copyOfRange(preface, extrasLength, preface.length);
    }

    /** What is wrong, of a packet that is no answer. */
    Failure failure() {
        return status == UNAUTHENTICATED
                ? Failure.of(Failure.Kind.UNAUTHENTICATED, "the server asks for credentials, or refused them")
                : Failure.said("status " + status + " " + message());
    }

    /** The value as text: what a server says of itself, or of what is wrong. */
    String message() {
        return new String(value.whole(), StandardCharsets.ISO_8859_1);
    }
}

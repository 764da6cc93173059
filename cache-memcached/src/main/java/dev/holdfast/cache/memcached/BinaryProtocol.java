package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The binary protocol: for servers that ask for SASL, or speak nothing else. */
final class BinaryProtocol implements Protocol {
    private static final int GET = 0x00;
    private static final int SET = 0x01;
    private static final int ADD = 0x02;
    private static final int REPLACE = 0x03;
    private static final int DELETE = 0x04;
    private static final int INCREMENT = 0x05;
    private static final int DECREMENT = 0x06;
    private static final int VERSION = 0x0b;
    private static final int STAT = 0x10;
    private static final int TOUCH = 0x1c;
    private static final int GET_AND_TOUCH = 0x1d;
    private static final int SASL_AUTH = 0x21;

    /** An expiry of all ones: an absent counter is not created. */
    private static final int CREATE_NOTHING = -1;

    private static final byte[] NONE = {};

    private static byte[] command(int opcode, byte[] key) {
        return BinaryPacket.command(opcode, NONE, key, NONE, 0);
    }

    private static Stored stored(BinaryPacket packet) {
        return switch (packet.status()) {
            case BinaryPacket.OK -> Stored.DONE;
            case BinaryPacket.NOT_FOUND -> Stored.NOT_FOUND;
            case BinaryPacket.EXISTS -> Stored.EXISTS;
            default -> Stored.NOT_STORED;
        };
    }

    private static @Nullable Item item(BinaryPacket packet) {
        return packet.status() == BinaryPacket.OK ? new Item(packet.value(), packet.flags(), packet.unique()) : null;
    }

    @Override
    public Request<@Nullable Item> get(byte[] key) {
        return new BinaryOne<@Nullable Item>(command(GET, key), BinaryProtocol::item);
    }

    @Override
    public Request<@Nullable Item> gets(byte[] key) {
        return get(key);
    }

    @Override
    public Request<@Nullable Item[]> getMany(List<byte[]> keys, boolean withUnique) {
        return new BinaryGetMany(keys);
    }

    /** An add that finds the key, and a replace that does not, answer as if by number; here they are {@code NOT_STORED}. */
    @Override
    public Request<Stored> store(Verb verb, byte[] key, byte[] value, int flags, int exptime, long unique) {
        byte[] extras = ByteBuffer.allocate(8).putInt(flags).putInt(exptime).array();
        int opcode = switch (verb) {
            case SET -> SET;
            case ADD -> ADD;
            case REPLACE, CAS -> REPLACE; // by number; a set that finds no room drops the old value before it looks
        };
        byte[] command = BinaryPacket.command(opcode, extras, key, value, verb == Verb.CAS ? unique : 0);
        return new BinaryOne<>(command, packet -> {
            Stored outcome = stored(packet);
            return verb == Verb.CAS || outcome == Stored.DONE ? outcome : Stored.NOT_STORED;
        });
    }

    @Override
    public Request<Stored> delete(byte[] key) {
        return delete(key, 0);
    }

    @Override
    public Request<Stored> delete(byte[] key, long unique) {
        return new BinaryOne<>(BinaryPacket.command(DELETE, NONE, key, NONE, unique), BinaryProtocol::stored);
    }

    private static byte[] counting(boolean up, byte[] key, long delta, long unique) {
        byte[] extras = ByteBuffer.allocate(20)
                .putLong(delta)
                .putLong(0)
                .putInt(CREATE_NOTHING)
                .array();
        return BinaryPacket.command(up ? INCREMENT : DECREMENT, extras, key, NONE, unique);
    }

    private static long sum(BinaryPacket packet) throws ProtocolViolation {
        if (packet.value().length != Long.BYTES) {
            throw new ProtocolViolation("a count that is no number of 64 bits");
        }
        return ByteBuffer.wrap(packet.value()).getLong();
    }

    @Override
    public Request<@Nullable Long> count(boolean up, byte[] key, long delta) {
        return new BinaryOne<@Nullable Long>(
                counting(up, key, delta, 0), packet -> packet.status() == BinaryPacket.OK ? sum(packet) : null);
    }

    @Override
    public Request<CountIf> countIf(byte[] key, long delta, long unique) {
        return new BinaryOne<>(
                counting(true, key, delta, unique),
                packet -> new CountIf(stored(packet), packet.status() == BinaryPacket.OK ? sum(packet) : 0));
    }

    @Override
    public Request<Stored> touch(byte[] key, int exptime) {
        byte[] extras = ByteBuffer.allocate(4).putInt(exptime).array();
        return new BinaryOne<>(BinaryPacket.command(TOUCH, extras, key, NONE, 0), BinaryProtocol::stored);
    }

    @Override
    public Request<@Nullable Item> getAndTouch(byte[] key, int exptime) {
        byte[] extras = ByteBuffer.allocate(4).putInt(exptime).array();
        return new BinaryOne<@Nullable Item>(
                BinaryPacket.command(GET_AND_TOUCH, extras, key, NONE, 0), BinaryProtocol::item);
    }

    @Override
    public Request<@Nullable Long> secondsLeft(byte[] key) {
        throw new IllegalStateException("the binary protocol can't read what is left of a TTL");
    }

    @Override
    public Request<String> version() {
        return new BinaryOne<>(command(VERSION, NONE), BinaryPacket::message);
    }

    @Override
    public Request<Map<String, String>> settings() {
        return new BinarySettings(command(STAT, Ascii.bytes("settings")));
    }

    @Override
    public Request<Stored> authenticate(String user, String password) {
        byte[] credentials = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        byte[] command = BinaryPacket.command(SASL_AUTH, NONE, Ascii.bytes("PLAIN"), credentials, 0);
        return new BinaryOne<>(command, BinaryProtocol::stored);
    }
}

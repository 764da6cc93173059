package dev.holdfast.cache.recipes.near;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a process says to others: a version byte, who it is (16 bytes), a number (8), a moment of its own clock (8), and
 * the keys that it has changed, each with its length (2) before it.
 *
 * @param sender the process
 * @param number of its messages with keys; one without keys says the last number again
 * @param nanos when it was sent, by the sender's ticker
 * @param keys what was changed; may be none
 */
record Message(UUID sender, long number, long nanos, List<String> keys) {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + 16 + 8 + 8;

    byte[] bytes() {
        List<byte[]> encoded =
                keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList();
        int length = HEAD + encoded.stream().mapToInt(key -> 2 + key.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(length)
                .put(VERSION)
                .putLong(sender.getMostSignificantBits())
                .putLong(sender.getLeastSignificantBits())
                .putLong(number)
                .putLong(nanos);
        encoded.forEach(key -> buffer.putShort((short) key.length).put(key));
        return buffer.array();
    }

    /** Null if it is no such message. */
    static @Nullable Message read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            if (buffer.get() != VERSION) {
                return null;
            }
            UUID sender = new UUID(buffer.getLong(), buffer.getLong());
            long number = buffer.getLong();
            long nanos = buffer.getLong();
            List<String> keys = new ArrayList<>();
            while (buffer.hasRemaining()) {
                byte[] key = new byte[Short.toUnsignedInt(buffer.getShort())];
                buffer.get(key);
                keys.add(new String(key, StandardCharsets.UTF_8));
            }
            return new Message(sender, number, nanos, keys);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }
}

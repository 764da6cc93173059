package dev.holdfast.cache.memcached;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Quiet gets of many keys and a no-op behind them: hits answer with their index, misses not at all. */
final class BinaryGetMany extends Request<@Nullable Item[]> {
    private static final int GETQ = 0x09;
    private static final int NOOP = 0x0a;
    private static final byte[] NONE = {};

    private final BinaryPacket packet = new BinaryPacket();
    private final @Nullable Item[] items;
    private @Nullable Failure error;

    BinaryGetMany(List<byte[]> keys) {
        super(commands(keys));
        this.items = new Item[keys.size()];
    }

    private static byte[] commands(List<byte[]> keys) {
        ByteArrayOutputStream commands = new ByteArrayOutputStream(keys.size() * 64);
        for (int i = 0; i < keys.size(); i++) {
            commands.writeBytes(BinaryPacket.command(GETQ, i, NONE, keys.get(i), NONE, 0));
        }
        commands.writeBytes(BinaryPacket.command(NOOP, keys.size(), NONE, NONE, NONE, 0));
        return commands.toByteArray();
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        while (packet.read(in)) {
            int index = packet.opaque();
            if (index < 0 || index > items.length) {
                throw new ProtocolViolation("an answer to what was not asked");
            }
            packet.checkAnswers(index == items.length ? NOOP : GETQ, index);
            if (packet.status() != BinaryPacket.OK) {
                error = packet.failure();
            } else if (index < items.length) {
                items[index] = new Item(packet.value(), packet.flags(), packet.unique());
            }
            packet.reset();
            if (index == items.length) {
                finish();
                return true;
            }
        }
        return false;
    }

    private void finish() {
        if (error == null) {
            answer(items);
        } else {
            fail(error);
        }
    }
}

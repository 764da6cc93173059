package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A command that is answered by one packet.
 *
 * @param <T> what the packet says
 */
final class BinaryOne<T extends @Nullable Object> extends Request<T> {
    private final BinaryPacket packet = new BinaryPacket();
    private final Meaning<T> meaning;
    private final int opcode;
    private final int opaque;

    /**
     * What a packet says; called for the statuses that are answers, not errors.
     *
     * @param <T> the answer
     */
    interface Meaning<T extends @Nullable Object> {
        @Nullable
        T of(BinaryPacket packet) throws ProtocolViolation;
    }

    BinaryOne(byte[] command, Meaning<T> meaning) {
        super(command);
        this.meaning = meaning;
        this.opcode = BinaryPacket.opcodeOf(command);
        this.opaque = BinaryPacket.opaqueOf(command);
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        if (!packet.read(in)) {
            return false;
        }
        packet.checkAnswers(opcode, opaque);
        switch (packet.status()) {
            case BinaryPacket.OK, BinaryPacket.NOT_FOUND, BinaryPacket.EXISTS, BinaryPacket.NOT_STORED ->
                answer(meaning.of(packet));
            default -> fail(packet.failure());
        }
        return true;
    }
}

package dev.holdfast.cache.memcached;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The settings of a server: a packet each, then one without a key. */
final class BinarySettings extends Request<Map<String, String>> {
    private final BinaryPacket packet = new BinaryPacket();
    private final int opcode;
    private final int opaque;
    private final Map<String, String> settings = new HashMap<>();

    BinarySettings(byte[] command) {
        super(command);
        this.opcode = BinaryPacket.opcodeOf(command);
        this.opaque = BinaryPacket.opaqueOf(command);
    }

    @Override
    public boolean read(ByteBuffer in) throws ProtocolViolation {
        while (packet.read(in)) {
            packet.checkAnswers(opcode, opaque);
            if (packet.status() != BinaryPacket.OK) {
                fail(packet.failure());
                return true;
            }
            byte[] name = packet.key();
            if (name.length == 0) {
                answer(settings);
                return true;
            }
            if (settings.size() == Limits.SETTINGS) {
                throw new ProtocolViolation("more settings than any server has");
            }
            settings.put(new String(name, StandardCharsets.ISO_8859_1), packet.message());
            packet.reset();
        }
        return false;
    }
}

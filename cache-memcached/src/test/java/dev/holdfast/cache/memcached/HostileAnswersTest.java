package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no memcached gives, read without a server: refused as soon as they show themselves, for little memory. */
class HostileAnswersTest {
    private static final byte[] KEY = Ascii.bytes("key");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TextProtocol text = new TextProtocol();
    private final BinaryProtocol binary = new BinaryProtocol();

    private static boolean read(Request<?> request, String answer) throws ProtocolViolation {
        return request.read(ByteBuffer.wrap(Ascii.bytes(answer)));
    }

    private static byte[] answer(int opcode, int opaque, int bodyLength) {
        return ByteBuffer.allocate(BinaryPacket.HEADER)
                .put((byte) 0x81)
                .put((byte) opcode)
                .putShort((short) 0)
                .putInt(0)
                .putInt(bodyLength)
                .putInt(opaque)
                .array();
    }

    @ParameterizedTest
    @ValueSource(ints = {100 << 20, 512 << 20})
    void value_ofAClaimedLength_asksForMemoryAsItComes(int length) throws ProtocolViolation {
        Request<?> get = text.get(KEY);
        BinaryPacket packet = new BinaryPacket();
        long before = THREADS.getCurrentThreadAllocatedBytes();

        assertThat(read(get, "VALUE key 0 " + length + "\r\nbeginning")).isFalse();
        assertThat(packet.read(ByteBuffer.wrap(answer(0, 0, length)))).isFalse();

        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void value_longerThanIsAskedForAtOnce_isReadWhole() {
        byte[] sent = new byte[(5 << 20) + 3];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) ((i * 31) >> 4);
        }
        ValueBytes value = new ValueBytes(sent.length);

        int at = 0;
        for (int piece = 1; at < sent.length; piece = piece * 3 + 1) {
            int end = Math.min(sent.length, at + piece);
            assertThat(value.read(ByteBuffer.wrap(sent, at, end - at))).isEqualTo(end == sent.length);
            at = end;
        }

        assertThat(value.whole()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource({"DELETED", "TOUCHED", "OK", "STORED!", "END", "HD"})
    void set_answeredByAnotherCommandsWord_isAViolation(String word) {
        Request<Stored> set = text.store(Protocol.Verb.SET, KEY, new byte[1], 0, 0, 0);

        assertThatThrownBy(() -> read(set, word + "\r\n")).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void deleteAndTouch_answeredAsASet_areViolations() {
        assertThatThrownBy(() -> read(text.delete(KEY), "STORED\r\n")).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> read(text.touch(KEY, 1), "STORED\r\n")).isInstanceOf(ProtocolViolation.class);
    }

    /** Answers of the binary protocol name no key: the mark of the command is all that tells another's. */
    @Test
    void binaryAnswer_ofAnotherVerbOrKey_isAViolation() {
        byte[] other = BinaryPacket.command(0, new byte[0], Ascii.bytes("other"), new byte[0], 0);

        assertThatThrownBy(() -> binary.get(KEY).read(ByteBuffer.wrap(answer(0, BinaryPacket.opaqueOf(other), 0))))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> binary.get(KEY)
                        .read(ByteBuffer.wrap(
                                answer(1, BinaryPacket.opaqueOf(binary.get(KEY).command()), 0))))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void settings_withoutEnd_areAViolation() {
        Request<Map<String, String>> settings = text.settings();
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            many.append("STAT name").append(i).append(" 1\r\n");
        }

        assertThatThrownBy(() -> read(settings, many.toString())).isInstanceOf(ProtocolViolation.class);
    }

    /** A server of which nobody knows what it can is taken for an old one. */
    @Test
    void version_withNumbersBeyondAllVersions_isNoneThatIsKnown() {
        ServerFacts facts = ServerFacts.of("1.99999999999.0", Map.of(), false);

        assertThat(facts.speaksMeta()).isFalse();
        assertThat(facts.countsConditionally()).isFalse();
    }
}

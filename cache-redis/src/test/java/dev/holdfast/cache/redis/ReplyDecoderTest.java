package dev.holdfast.cache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyDecoderTest {
    private static final String ALL = String.join(
            "\r\n",
            List.of(
                    "+OK",
                    ":-9223372036854775808",
                    "$5",
                    "a",
                    "bc",
                    "$-1",
                    "$0",
                    "",
                    "*0",
                    "*-1",
                    "-WRONGTYPE no",
                    "*3",
                    "$1",
                    "x",
                    "$-1",
                    "*2",
                    ":1",
                    "*1",
                    "+deep",
                    ":7",
                    ""));

    private static List<Object> decodeInPieces(String text, int size) throws ProtocolException {
        ReplyDecoder decoder = new ReplyDecoder();
        ByteBuf in = Unpooled.buffer();
        List<Object> replies = new ArrayList<>();
        byte[] bytes = text.getBytes(US_ASCII);
        for (int from = 0; from < bytes.length; from += size) {
            in.writeBytes(bytes, from, Math.min(size, bytes.length - from));
            for (Object reply = decoder.next(in); reply != ReplyDecoder.INCOMPLETE; reply = decoder.next(in)) {
                replies.add(reply);
            }
        }
        assertThat(in.readableBytes()).isZero();
        return replies;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void next_ofAnyPieces_givesTheSameReplies(int size) throws ProtocolException {
        List<Object> replies = decodeInPieces(ALL, size);

        assertThat(replies).hasSize(10);
        assertThat(replies.get(0)).isEqualTo("OK");
        assertThat(replies.get(1)).isEqualTo(Long.MIN_VALUE);
        assertThat(replies.get(2)).isEqualTo("a\r\nbc".getBytes(US_ASCII));
        assertThat(replies.get(3)).isNull();
        assertThat(replies.get(4)).isEqualTo(new byte[0]);
        assertThat(replies.get(5)).isEqualTo(new Object[0]);
        assertThat(replies.get(6)).isNull();
        assertThat(replies.get(7)).isEqualTo(new ErrorReply("WRONGTYPE", "WRONGTYPE no"));
        assertThat((Object[]) replies.get(8)).hasSize(3).satisfies(array -> {
            assertThat(array[1]).isNull();
            assertThat((Object[]) array[2]).hasSize(2);
        });
        assertThat(replies.get(9)).isEqualTo(7L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400\r\n",
                "%1\r\n",
                "\n",
                "+OK\n",
                "$3\r\nabcd\r\n",
                "$-2\r\n",
                "$99999999999\r\n",
                "*-2\r\n",
                "*9999999\r\n",
                ":\r\n",
                ":1x\r\n",
                ":9223372036854775808\r\n",
                ":99999999999999999999\r\n",
                "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"
            })
    void next_ofWhatIsNoReply_isAnError(String text) {
        assertThatThrownBy(() -> decodeInPieces(text, 1_000)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void next_ofALineWithoutEnd_isAnErrorBeforeItFillsTheMemory() {
        assertThatThrownBy(() -> decodeInPieces("+" + "x".repeat(70_000), 1_000))
                .isInstanceOf(ProtocolException.class);
    }
}

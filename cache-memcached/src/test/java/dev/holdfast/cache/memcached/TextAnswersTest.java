package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers of different ages say, read without a server. */
class TextAnswersTest {
    private static final byte[] KEY = Ascii.bytes("key");

    private final TextProtocol text = new TextProtocol();

    private static <T> Request<T> answered(Request<T> request, String answer) throws ProtocolViolation {
        request.takeForSending(System.nanoTime());
        assertThat(request.read(ByteBuffer.wrap(Ascii.bytes(answer + "\r\n")))).isTrue();
        return request;
    }

    /** Servers before 1.6.10 say OK, and all tell of another client's marks behind. */
    @ParameterizedTest
    @CsvSource({"HD t90, 90", "OK t90, 90", "HD t90 W, 90", "HD t90 X Z, 90", "OK t-1, -1", "HD t-1 Z, -1", "EN,"})
    void secondsLeft_areReadFromServersOldAndNew(String answer, Long seconds) throws ProtocolViolation {
        assertThat(answered(text.secondsLeft(KEY), answer).answer()).isEqualTo(seconds);
    }

    /** Said by a server that has all the connections it may have, before it closes this one. */
    @Test
    void error_withItsReason_isAnError() throws ProtocolViolation {
        Failure failure =
                answered(text.get(KEY), "ERROR Too many open connections").failure();

        assertThat(failure).isEqualTo(Failure.said("ERROR Too many open connections"));
    }
}

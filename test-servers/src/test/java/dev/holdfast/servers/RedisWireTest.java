package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That it says what redis-cli says. */
class RedisWireTest {
    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.started();
        server.cli("RPUSH", "list", "größe", "two words", "");
    }

    private static void assertSame(String... words) {
        String[] command = new String[words.length + 3];
        System.arraycopy(new String[] {"redis-cli", "-p", Integer.toString(server.port())}, 0, command, 0, 3);
        System.arraycopy(words, 0, command, 3, words.length);
        assertThat(server.cli(words)).isEqualTo(server.run(List.of(command)));
    }

    @Test
    void everyKindOfAnswer_isWordedAsRedisCliDoes() {
        assertSame("PING");
        assertSame("LLEN", "list");
        assertSame("LRANGE", "list", "0", "-1");
        assertSame("GET", "absent");
        assertSame("LRANGE", "absent", "0", "-1");
        assertSame("ROLE");
        assertSame("CONFIG", "GET", "maxmemory");
    }

    @Test
    void error_isItsText() {
        assertSame("GET", "list");
        assertSame("NONSENSE");
    }

    /** Cuts one connection, then answers whatever is asked. */
    private static void cutOnce(ServerSocket listener) {
        try (listener) {
            try (Socket cut = listener.accept()) {
                cut.getInputStream().read();
            }
            try (Socket served = listener.accept()) {
                served.getInputStream().read();
                served.getOutputStream().write("+fine\r\n".getBytes(US_ASCII));
            }
        } catch (IOException e) {
            // nobody came again
        }
    }

    private static String askWhereCutOnce(String... words) throws Exception {
        ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> cutOnce(listener));
        server.start();
        try {
            return RedisWire.ask(listener.getLocalPort(), List.of(words));
        } finally {
            listener.close();
            server.join();
        }
    }

    @Test
    void question_whoseConnectionIsCut_isAskedAgain_andNothingElse() throws Exception {
        assertThat(askWhereCutOnce("ROLE")).isEqualTo("fine");
        assertThatThrownBy(() -> askWhereCutOnce("INCR", "n"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("INCR");
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}

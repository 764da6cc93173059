package dev.holdfast.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    Path directory;

    /** Whether it is taken for one of ours when each of two questions is answered so. */
    private Engine engineThatSays(String answer) throws IOException {
        Path socket = directory.resolve("engine.sock");
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(() -> serve(listener, answer), "engine");
        thread.setDaemon(true);
        thread.start();
        return new Engine("unix://" + socket);
    }

    private static void serve(ServerSocketChannel listener, String answer) {
        try (listener) {
            for (int i = 0; i < 2; i++) {
                try (SocketChannel client = listener.accept()) {
                    client.read(ByteBuffer.allocate(1_000));
                    client.write(ByteBuffer.wrap(("HTTP/1.0 200 OK\r\n\r\n" + answer).getBytes(US_ASCII)));
                }
            }
        } catch (IOException e) {
            // the test has ended
        }
    }

    @Test
    void answers_whereAnEngineOfThisMachineDoes() throws IOException {
        Engine engine = engineThatSays("{\"ApiVersion\":\"1.41\",\"OperatingSystem\":\"Debian GNU/Linux 12\"}");

        assertThat(engine.answers()).isTrue();
    }

    @Test
    void apiVersion_isWhatTheEngineSays() throws IOException {
        assertThat(engineThatSays("{\"Version\":\"20.10\",\"ApiVersion\":\"1.41\"}")
                        .apiVersion())
                .hasValue("1.41");
    }

    @Test
    void answers_whereTheEngineIsInAVirtualMachine_isFalse() throws IOException {
        Engine engine = engineThatSays("{\"ApiVersion\":\"1.51\",\"OperatingSystem\":\"Docker Desktop\"}");

        assertThat(engine.answers()).isFalse();
    }

    @Test
    void answers_whereSomethingElseListens_isFalse() throws IOException {
        assertThat(engineThatSays("hello").answers()).isFalse();
    }

    @Test
    void answers_whereNobodyListensOrElsewhere_isFalse() {
        assertThat(new Engine("unix://" + directory.resolve("nobody")).answers())
                .isFalse();
        assertThat(new Engine("tcp://127.0.0.1:2375").answers()).isFalse();
    }
}

package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every test may expect of its servers, wherever they run. */
abstract class DaemonContract {
    private final int port = Ports.free();
    private Daemon daemon;

    @TempDir
    Path directory;

    abstract Place place();

    /** Whether anything of that server is left: a process, a container. */
    abstract boolean leavesSomething(Program program);

    private Program redis(String... more) {
        List<String> command = new ArrayList<>(List.of("redis-server", "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of("--port", Integer.toString(port), "--dir", directory.toString()));
        command.addAll(List.of(more));
        return new Program(
                "redis on port " + port,
                Images.REDIS,
                command,
                Map.of(),
                () -> !ask("PING").isEmpty());
    }

    private String ask(String... words) {
        try {
            return RedisWire.ask(port, List.of(words));
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    @BeforeEach
    void start() {
        daemon = place().daemon(redis());
        daemon.start();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void start_returnsWhenTheServerAnswers() {
        assertThat(ask("PING")).isEqualTo("PONG");
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void pause_keepsConnectionsAndAnswersNothing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(200);
            daemon.pause();
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(daemon.isAlive()).isTrue();

            daemon.resume();

            socket.setSoTimeout(5_000);
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("+PONG");
        }
    }

    @Test
    void pauseAndResume_twice_areAsOnce() {
        daemon.resume();
        daemon.pause();
        daemon.pause();

        daemon.resume();
        daemon.resume();

        assertThat(ask("PING")).isEqualTo("PONG");
    }

    @Test
    void kill_resetsConnectionsAndRefusesNewOnes() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);

            daemon.kill();

            assertThat(endOf(socket)).isTrue();
            assertThat(daemon.isAlive()).isFalse();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                    .isInstanceOf(ConnectException.class);
        }
    }

    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void kill_ofAPausedServer_endsItToo() {
        daemon.pause();

        daemon.kill();

        assertThat(daemon.isAlive()).isFalse();
        daemon.start();
        assertThat(ask("PING")).isEqualTo("PONG");
    }

    @Test
    void start_afterAKill_isEmptyAndAtTheSameAddress() {
        ask("SET", "k", "v");
        daemon.kill();

        daemon.start();

        assertThat(ask("EXISTS", "k")).isEqualTo("0");
    }

    @Test
    void files_areAtTheSamePathsForServerAndTest() {
        ask("SET", "k", "v");

        assertThat(ask("SAVE")).isEqualTo("OK");

        assertThat(directory.resolve("dump.rdb")).exists();
        daemon.kill();
        daemon.start();
        assertThat(ask("GET", "k")).isEqualTo("v");
    }

    @Test
    void files_ofTheServer_areTheTestsToDelete() throws IOException {
        ask("SAVE");

        Files.delete(directory.resolve("dump.rdb"));

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void run_findsTheToolsOfTheServer() {
        assertThat(daemon.run(List.of("redis-cli", "-p", Integer.toString(port), "PING")))
                .isEqualTo("PONG");
        assertThatIllegalStateException()
                .isThrownBy(() -> daemon.run(List.of("redis-cli", "-p", "1", "PING")))
                .withMessageContaining("refused");
    }

    @Test
    void start_withAnUnknownWord_saysWhatTheServerSaid() {
        try (Daemon broken = place().daemon(redis("--no-such-word", "1"))) {
            daemon.kill();
            assertThatIllegalStateException().isThrownBy(broken::start).withMessageContaining("no-such-word");
        }
    }

    @Test
    void start_whereSomebodyElseAnswers_isRefused() {
        try (Daemon late = place().daemon(redis())) {
            assertThatIllegalStateException().isThrownBy(late::start).withMessageContaining("somebody else");
        }
        assertThat(daemon.program().ready().getAsBoolean()).isTrue();
    }

    @Test
    void environment_isTheServersToo() {
        int other = Ports.free();
        List<String> command =
                List.of("memcached", "-u", "root", "-l", "127.0.0.1", "-U", "0", "-p", Integer.toString(other));
        Path named = directory.resolve("ports");
        Program program = new Program(
                "memcached",
                Images.MEMCACHED,
                command,
                Map.of("MEMCACHED_PORT_FILENAME", named.toString()),
                () -> Files.exists(named));
        try (Daemon memcached = place().daemon(program)) {
            memcached.start();

            assertThat(named).content().contains(Integer.toString(other));
        }
    }

    @Test
    void close_leavesNothingBehind() {
        assertThat(leavesSomething(daemon.program())).isTrue();

        daemon.close();

        Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !leavesSomething(daemon.program()));
        daemon = place().daemon(redis()); // for the one after each
    }
}

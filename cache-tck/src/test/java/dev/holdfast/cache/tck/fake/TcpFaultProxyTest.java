package dev.holdfast.cache.tck.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TcpFaultProxyTest {
    private static final int ENOUGH_MILLIS = 10_000;

    /** Long enough that what was going to come is there, short enough for many tests. */
    private static final int NOTHING_COMES_MILLIS = 60;

    private EchoServer server;
    private TcpFaultProxy proxy;
    private final List<Socket> clients = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        server = new EchoServer();
        proxy = TcpFaultProxy.to("127.0.0.1", server.port());
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        proxy.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket client = new Socket();
        client.setTcpNoDelay(true);
        clients.add(client);
        client.setSoTimeout(ENOUGH_MILLIS);
        client.connect(proxy.address(), ENOUGH_MILLIS);
        return client;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String receive(Socket client, int bytes) throws IOException {
        return new String(client.getInputStream().readNBytes(bytes), ISO_8859_1);
    }

    private static String echoed(Socket client, String text) throws IOException {
        send(client, text);
        return receive(client, text.length());
    }

    private static void assertNothingComes(Socket client) throws IOException {
        client.setSoTimeout(NOTHING_COMES_MILLIS);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
        client.setSoTimeout(ENOUGH_MILLIS);
    }

    private static void assertReset(Socket client) {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> client.getInputStream().read())
                .withMessageContaining("reset");
    }

    private static void assertEnded(Socket client) throws IOException {
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(ENOUGH_MILLIS * 1_000_000L);
            Thread.onSpinWait();
        }
    }

    @Test
    void pass_manyConnections_countsAllThatGoesThrough() throws IOException {
        Socket first = connect();
        Socket second = connect();

        assertThat(echoed(first, "hello")).isEqualTo("hello");
        assertThat(echoed(second, "you")).isEqualTo("you");

        assertThat(proxy.accepted()).isEqualTo(2);
        assertThat(proxy.open()).isEqualTo(2);
        assertThat(proxy.requestBytes()).isEqualTo(8);
        assertThat(proxy.replyBytes()).isEqualTo(8);
        assertThat(proxy.droppedBytes()).isZero();
        assertThat(proxy).hasToString("127.0.0.1:" + proxy.port() + " in front of 127.0.0.1:" + server.port());
    }

    @Test
    void pass_moreThanAllBuffers_arrivesWhole() throws Exception {
        byte[] much = new byte[20_000_000];
        new Random(5).nextBytes(much);
        Socket client = connect();

        Thread writer = new Thread(() -> {
            try {
                client.getOutputStream().write(much);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        writer.start();
        byte[] back = client.getInputStream().readAllBytes();
        writer.join();

        assertThat(back).isEqualTo(much);
    }

    @Test
    void pass_clientEndsItsStream_serverAnswersAndBothEnd() throws IOException {
        Socket client = connect();
        send(client, "last words");

        client.shutdownOutput();

        assertThat(client.getInputStream().readAllBytes()).hasSize(10);
        await(() -> proxy.open() == 0 && server.open() == 0);
    }

    @Test
    void pass_serverClosesTheConnection_soIsTheClients() throws IOException {
        Socket client = connect();
        echoed(client, "a");

        server.dropConnections();

        assertEnded(client);
    }

    @Test
    void pass_serverIsNotThere_clientIsClosedAndServedWhenItIsBack() throws IOException {
        int port = server.port();
        server.close();
        Socket early = connect();
        assertEnded(early);

        server = new EchoServer(port);

        assertThat(echoed(connect(), "back")).isEqualTo("back");
    }

    @Test
    void refuse_newConnections_areRefusedAndOpenOnesGoOn() throws IOException {
        Socket open = connect();
        assertThat(echoed(open, "a")).isEqualTo("a");

        proxy.refuse();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
        assertThat(echoed(open, "b")).isEqualTo("b");
    }

    @Test
    void pass_afterRefusing_listensOnTheSamePort() throws IOException {
        int port = proxy.port();
        for (int i = 0; i < 3; i++) {
            proxy.refuse();
            proxy.refuse();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);

            proxy.pass();

            assertThat(echoed(connect(), "again")).isEqualTo("again");
        }
        assertThat(proxy.port()).isEqualTo(port);
    }

    @Test
    void reset_openAndNewConnections_areReset() throws IOException {
        Socket open = connect();
        echoed(open, "a");

        proxy.reset();

        assertReset(open);
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> connect().getInputStream().read())
                .withMessageContaining("reset");
        await(() -> server.resets() == 1 && proxy.open() == 0);
        proxy.pass();
        assertThat(echoed(connect(), "healed")).isEqualTo("healed");
    }

    @Test
    void dropConnections_openOnes_areClosedAndNewOnesServed() throws IOException {
        Socket open = connect();
        echoed(open, "a");

        proxy.dropConnections();

        assertEnded(open);
        assertThat(proxy.open()).isZero();
        assertThat(echoed(connect(), "b")).isEqualTo("b");
        await(() -> server.open() == 1);
    }

    @Test
    void blackHole_openAndNewConnections_acceptAndSwallow() throws IOException {
        Socket open = connect();
        echoed(open, "a");

        proxy.blackHole();
        Socket late = connect();
        send(open, "gone");
        send(late, "lost");

        assertNothingComes(open);
        assertNothingComes(late);
        await(() -> proxy.droppedBytes() == 8);
        assertThat(server.received()).isEqualTo("a");
    }

    @Test
    void pass_afterABlackHole_neverDeliversWhatWasPending() throws IOException {
        Socket open = connect();
        echoed(open, "a");
        for (int i = 0; i < 200; i++) {
            proxy.blackHole();
            send(open, "gone");
            proxy.pass();
            assertThat(echoed(open, "b")).isEqualTo("b");
        }

        assertThat(server.received()).matches("ab+").hasSize(201);
    }

    @Test
    void pass_afterABlackHole_servesConnectionsMadeInIt() throws IOException {
        proxy.blackHole();
        Socket late = connect();
        send(late, "gone");

        proxy.pass();

        assertThat(echoed(late, "here")).isEqualTo("here");
        assertThat(server.received()).isEqualTo("here");
    }

    @Test
    void blackHole_serverGoesAway_isToldWhenItEnds() throws IOException {
        Socket open = connect();
        echoed(open, "a");
        proxy.blackHole();

        server.close();
        Socket late = connect();

        assertNothingComes(open);
        assertNothingComes(late);
        proxy.pass();
        assertEnded(open);
        assertEnded(late);
    }

    @Test
    void blackHoleReplies_requests_reachTheServer() throws IOException {
        Socket client = connect();
        proxy.blackHoleReplies();

        send(client, "done");

        await(() -> server.received().equals("done") && proxy.droppedBytes() == 4);
        assertNothingComes(client);
        proxy.pass();
        assertThat(echoed(client, "more")).isEqualTo("more");
    }

    @Test
    void slow_delay_holdsEveryChunk() throws IOException {
        Socket client = connect();
        proxy.slow(Duration.ofMillis(30));

        long start = System.nanoTime();
        assertThat(echoed(client, "a")).isEqualTo("a");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
    }

    @Test
    void slow_limit_lastsAsLongAsTheBytesTake() throws IOException {
        Socket client = connect();
        proxy.slow(Duration.ZERO, 10_000);

        long start = System.nanoTime();
        assertThat(echoed(client, "x".repeat(2_000))).hasSize(2_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void pass_whileAChunkIsHeld_deliversItAtOnce() throws IOException {
        Socket client = connect();
        proxy.slow(Duration.ofHours(1));
        send(client, "held");
        await(() -> proxy.requestBytes() == 4);

        proxy.pass();

        assertThat(receive(client, 4)).isEqualTo("held");
    }

    @Test
    void blackHole_whileAChunkIsHeld_dropsIt() throws IOException {
        Socket client = connect();
        proxy.slow(Duration.ofHours(1));
        send(client, "held");
        await(() -> proxy.requestBytes() == 4);

        proxy.blackHole();
        proxy.pass();

        assertThat(echoed(client, "next")).isEqualTo("next");
        assertThat(server.received()).isEqualTo("next");
    }

    @Test
    void halfClose_client_seesTheEndAndStillWrites() throws IOException {
        Socket open = connect();
        echoed(open, "a");

        proxy.halfClose();
        Socket late = connect();

        assertEnded(open);
        assertEnded(late);
        send(open, "still");
        send(late, "here");
        await(() -> server.received().contains("still") && server.received().contains("here"));
        await(() -> proxy.droppedBytes() == 9);
    }

    @Test
    void cutAfter_inTheMiddleOfAReply_closesThere() throws IOException {
        Socket client = connect();
        echoed(client, "before");
        proxy.cutAfter(7);

        send(client, "hello");
        assertThat(receive(client, 5)).isEqualTo("hello");
        send(client, "world");

        assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                .isEqualTo("wo");
        Socket next = connect();
        send(next, "12345678");
        assertThat(next.getInputStream().readAllBytes()).hasSize(7);
    }

    @Test
    void cutAfter_zero_closesInsteadOfTheFirstReply() throws IOException {
        proxy.cutAfter(0);
        Socket client = connect();
        assertNothingComes(client);

        send(client, "a");

        assertEnded(client);
        assertThat(server.received()).isEqualTo("a");
    }

    @Test
    void resetAfter_inTheMiddleOfAReply_resetsThere() throws IOException {
        proxy.resetAfter(2);
        Socket client = connect();

        send(client, "hello");

        await(() -> proxy.open() == 0);
        assertThat(receive(client, 2)).isEqualTo("he");
        assertReset(client);
    }

    @Test
    void pass_beforeTheCut_liftsIt() throws IOException {
        Socket client = connect();
        proxy.cutAfter(2);
        assertThat(echoed(client, "a")).isEqualTo("a");

        proxy.pass();

        assertThat(echoed(client, "hello")).isEqualTo("hello");
    }

    @Test
    void garbage_given_replacesEveryReply() throws IOException {
        Socket client = connect();
        proxy.garbage("?!".getBytes(ISO_8859_1));

        send(client, "hello");
        assertThat(receive(client, 2)).isEqualTo("?!");
        send(client, "h");
        assertThat(receive(client, 2)).isEqualTo("?!");

        assertThat(server.received()).isEqualTo("helloh");
    }

    @Test
    void garbage_seeded_isAsLongAndTheSameForASeed() throws IOException {
        byte[] noise = new byte[5];
        new Random(42).nextBytes(noise);
        Socket client = connect();

        proxy.garbage(42);

        assertThat(echoed(client, "hello")).isEqualTo(new String(noise, ISO_8859_1));
    }

    @Test
    void chop_everyByte_travelsAlone() throws IOException {
        Socket client = connect();
        proxy.chop();
        String text = "x".repeat(1_000);

        assertThat(echoed(client, text)).isEqualTo(text);

        await(() -> proxy.writes() >= 2_000); // the last is counted after it was written
        assertThat(proxy.writes()).isEqualTo(2_000);
    }

    @Test
    void close_withOpenConnections_leavesNothingBehind() throws IOException {
        Socket open = connect();
        echoed(open, "a");
        proxy.refuse();
        proxy.pass();
        String name = "holdfast-proxy-" + proxy.port();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains(name);

        proxy.close();
        proxy.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain(name);
        assertEnded(open);
        assertThat(proxy.open()).isZero();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
        assertThatIllegalStateException().isThrownBy(proxy::pass);
        new ServerSocket(proxy.port()).close();
    }

    @Test
    void close_whileRefusing_freesThePort() throws IOException {
        proxy.refuse();

        proxy.close();

        new ServerSocket(proxy.port()).close();
    }

    @Test
    void arguments_outOfRange_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.slow(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.slow(Duration.ZERO, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.cutAfter(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.resetAfter(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.garbage(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> TcpFaultProxy.to("no-such-host.invalid", 1));
    }
}

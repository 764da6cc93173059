package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.servers.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class XmemcachedTransportTest {
    private static final Failure REASON = Failure.of(Failure.Kind.LOST, "closed by the test");

    private final TextProtocol protocol = new TextProtocol();

    private static Connection connect(Transport transport, int port) throws IOException {
        return connect(transport, port, () -> {});
    }

    private static Connection connect(Transport transport, int port, Runnable onLost) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 4_096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return transport.adopt(channel, onLost);
    }

    private Request<Stored> largeSet() {
        return protocol.store(Protocol.Verb.SET, Ascii.bytes("k"), new byte[200_000], 0, 0, 0);
    }

    /** xmemcached's selector thread died of this, once in some ten thousand times, and all connections with it. */
    @Test
    void connections_closedByAnotherThreadWhileTheyAreFull_leaveTheOthersAlive() throws Exception {
        Random random = new Random(4);
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.memcached();
                Transport transport = new XmemcachedTransport(1)) {
            for (int i = 0; i < 1_000; i++) {
                Connection full = connect(transport, deaf.getLocalPort());
                Socket reader = deaf.accept(); // which never reads
                int moment = random.nextInt(4_000);
                CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
                    for (int spin = 0; spin < moment; spin++) {
                        Thread.onSpinWait();
                    }
                    full.close(REASON);
                });
                Request<Stored> request = largeSet();
                full.send(request);
                closing.join();
                reader.close();
                assertThat(request.await(
                                System.nanoTime() + Duration.ofSeconds(10).toNanos()))
                        .as("a request whose connection is closed is failed")
                        .isTrue();
            }

            requireALivingSelector(transport, server);
        }
    }

    private void requireALivingSelector(Transport transport, ServerProcess server) throws IOException {
        Request<String> version = protocol.version();
        connect(transport, server.port()).send(version);

        assertThat(version.await(System.nanoTime() + Duration.ofSeconds(10).toNanos()))
                .as("the selector's thread lives")
                .isTrue();
        assertThat(version.failure()).isNull();
    }

    /** Memory runs out, and again while the connection is failed for it. */
    private static Runnable outOfMemory(CountDownLatch lost) {
        return () -> {
            lost.countDown();
            throw new OutOfMemoryError("again");
        };
    }

    @Test
    void outOfMemory_twiceWhileReading_leavesTheSelectorsThreadAlive() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (ServerProcess server = ServerProcess.memcached();
                Transport transport = new XmemcachedTransport(1)) {
            Connection broken = connect(transport, server.port(), outOfMemory(lost));
            broken.send(new Request<String>(Ascii.bytes("version\r\n")) {
                @Override
                public boolean read(ByteBuffer in) {
                    throw new OutOfMemoryError("of an answer");
                }
            });
            assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();

            requireALivingSelector(transport, server);
        }
    }

    @Test
    void outOfMemory_twiceWhileWriting_leavesTheSelectorsThreadAlive() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.memcached();
                Transport transport = new XmemcachedTransport(1)) {
            Connection broken = connect(transport, slow.getLocalPort(), outOfMemory(lost));
            try (Socket reader = slow.accept()) {
                broken.send(protocol.store(Protocol.Verb.SET, Ascii.bytes("k"), new byte[20 << 20], 0, 0, 0));
                for (int i = 0; i < 2; i++) {
                    broken.send(new TextGet(new byte[1], null, true)); // which can't be made into one
                }
                reader.getInputStream().readNBytes(20 << 20);
                assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
            }

            requireALivingSelector(transport, server);
        }
    }
}

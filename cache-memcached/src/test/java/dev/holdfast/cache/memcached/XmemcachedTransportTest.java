package dev.holdfast.cache.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.servers.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class XmemcachedTransportTest {
    private static final Failure REASON = Failure.of(Failure.Kind.LOST, "closed by the test");

    private final TextProtocol protocol = new TextProtocol();

    private static Connection connect(Transport transport, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_SNDBUF, 4_096);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return transport.adopt(channel, () -> {});
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

            Request<String> version = protocol.version();
            connect(transport, server.port()).send(version);

            assertThat(version.await(System.nanoTime() + Duration.ofSeconds(10).toNanos()))
                    .as("the selector's thread lives")
                    .isTrue();
            assertThat(version.failure()).isNull();
        }
    }
}

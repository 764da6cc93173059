package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the socket that carries a cache's commands really has, asked from the system. */
class SocketOptionsTest {
    @Test
    void socket_noticesAPeerThatIsGoneWithoutAWord() {
        try (RedisServer server = RedisServer.started();
                DistributedCache cache = Caches.open(server.url())) {
            RedisClient client = Objects.requireNonNull(cache.unwrap(RedisClient.class));
            ChannelFinder channels = (ChannelFinder) client.getResources().nettyCustomizer();

            assertThat(channels.all())
                    .singleElement()
                    .satisfies(channel -> assertThat(channel.pipeline().get(Wire.class))
                            .as("ours")
                            .isNotNull())
                    .extracting(Channel::config)
                    .satisfies(SocketOptionsTest::assertNotices);
        }
    }

    private static void assertNotices(ChannelConfig socket) {
        assertThat(socket.getOption(ChannelOption.TCP_NODELAY)).isTrue();
        assertThat(socket.getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
        assertThat(socket.getOption(EpollChannelOption.TCP_KEEPIDLE)).isEqualTo(5);
        assertThat(socket.getOption(EpollChannelOption.TCP_KEEPINTVL)).isEqualTo(2);
        assertThat(socket.getOption(EpollChannelOption.TCP_KEEPCNT)).isEqualTo(3);
        assertThat(socket.getOption(EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(10_000);
    }
}

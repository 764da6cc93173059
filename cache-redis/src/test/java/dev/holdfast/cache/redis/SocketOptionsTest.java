package dev.holdfast.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.servers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import org.junit.jupiter.api.Test;

/** What the system's sockets really have, asked from the system. */
class SocketOptionsTest {
    @Test
    void socket_noticesAPeerThatIsGoneWithoutAWord() throws Exception {
        try (RedisServer server = RedisServer.started();
                DistributedCache cache = Caches.open(server.url())) {
            RedisClient client = cache.unwrap(RedisClient.class);
            StatefulRedisConnection<String, String> connection = client.connect();
            ChannelFinder channels = (ChannelFinder) client.getResources().nettyCustomizer();
            ChannelConfig socket = channels.of(connection).config();

            assertThat(socket.getOption(ChannelOption.TCP_NODELAY)).isTrue();
            assertThat(socket.getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(socket.getOption(EpollChannelOption.TCP_KEEPIDLE)).isEqualTo(5);
            assertThat(socket.getOption(EpollChannelOption.TCP_KEEPINTVL)).isEqualTo(2);
            assertThat(socket.getOption(EpollChannelOption.TCP_KEEPCNT)).isEqualTo(3);
            assertThat(socket.getOption(EpollChannelOption.TCP_USER_TIMEOUT)).isEqualTo(10_000);
        }
    }
}

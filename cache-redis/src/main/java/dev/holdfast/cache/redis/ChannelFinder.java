package dev.holdfast.cache.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the channel below a Lettuce connection, which Lettuce itself does not tell: by the endpoint they share. */
final class ChannelFinder implements NettyCustomizer {
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    @Override
    public void afterChannelInitialized(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
    }

    /** Those that are open. */
    Set<Channel> all() {
        return channels;
    }

    Channel of(StatefulConnection<?, ?> connection) throws ConnectFailure {
        Object endpoint = ((RedisChannelHandler<?, ?>) connection).getChannelWriter();
        for (Channel channel : channels) {
            CommandHandler handler = channel.pipeline().get(CommandHandler.class);
            if (handler != null && handler.getEndpoint() == endpoint) {
                return channel;
            }
        }
        throw new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the server closed the connection", null);
    }
}

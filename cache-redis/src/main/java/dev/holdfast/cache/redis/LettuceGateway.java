package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl.HostPort;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one way to Lettuce, which finds, connects, encrypts, authenticates and, with Sentinels, looks up the master.
 * Once a connection stands, a {@link Wire} takes its place in the pipeline, and what is sent and what is answered no
 * longer passes through Lettuce.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what closes is awaited by its channel's end
final class LettuceGateway {
    private final RedisOptions options;
    private final SharedResources shared;
    private final RedisClient client;
    private final Fence fence = new Fence();
    /** Channels, and what is completed at their end. */
    private final Map<Channel, CompletableFuture<Void>> open = new ConcurrentHashMap<>();

    /** Connections that are being made, by the handler they are for. */
    private final Map<ChannelHandler, CompletableFuture<?>> attempts = new ConcurrentHashMap<>();

    /** Which Sentinel is asked first: none is believed twice running. The client's own URI counts as one. */
    private final AtomicInteger turn = new AtomicInteger(-1);

    private boolean closed;

    LettuceGateway(RedisOptions options) {
        this.options = options;
        shared = SharedResources.acquire();
        client = RedisClient.create(
                shared.resources(),
                options.kind() == RedisOptions.Kind.CLUSTER
                        ? uri(options.hosts().get(0))
                        : uri(null));
        client.setOptions(clientOptions(options));
    }

    private static ClientOptions clientOptions(RedisOptions options) {
        ClientOptions.Builder builder = ClientOptions.builder()
                .autoReconnect(false) // a lost connection stays lost: only so is nothing ever sent again
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .pingBeforeActivateConnection(!options.proxied())
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(socketOptions(options));
        if (options.tls()) {
            builder.sslOptions(sslOptions(options));
        }
        withoutMaintenanceNotices(builder);
        return builder.build();
    }

    /** A peer that is gone without a word is noticed: idle by keepalive, with data unacknowledged by user timeout. */
    private static SocketOptions socketOptions(RedisOptions options) {
        SocketOptions.Builder builder = SocketOptions.builder().connectTimeout(options.connectTimeout());
        if (options.kind() == RedisOptions.Kind.SOCKET) {
            builder.keepAlive(false); // a unix socket knows nothing of it, and Netty would warn at each connection
        } else {
            builder.tcpNoDelay(true)
                    .keepAlive(SocketOptions.KeepAliveOptions.builder()
                            .enable()
                            .idle(Duration.ofSeconds(5))
                            .interval(Duration.ofSeconds(2))
                            .count(3)
                            .build())
                    .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                            .enable(EpollProvider.isAvailable() || IOUringProvider.isAvailable())
                            .tcpUserTimeout(Duration.ofSeconds(10))
                            .build());
        }
        return builder.build();
    }

    private static SslOptions sslOptions(RedisOptions options) {
        SslOptions.Builder builder = SslOptions.builder().jdkSslProvider().handshakeTimeout(options.connectTimeout());
        if (options.caCertificate() != null) {
            builder.trustManager(options.caCertificate());
        }
        if (options.clientCertificate() != null && options.clientKey() != null) {
            builder.keyManager(options.clientCertificate(), options.clientKey(), new char[0]);
        }
        return builder.build();
    }

    /** Lettuce 7 asks every server for maintenance notices, which makes proxies hang up; 6.6 knows nothing of them. */
    private static void withoutMaintenanceNotices(ClientOptions.Builder builder) {
        try {
            Class<?> type = Class.forName("io.lettuce.core.MaintNotificationsConfig");
            Object disabled = type.getMethod("disabled").invoke(null);
            ClientOptions.Builder.class
                    .getMethod("maintNotificationsConfig", type)
                    .invoke(builder, disabled);
        } catch (ClassNotFoundException e) {
            // 6.6
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this version of Lettuce is not known: use 6.6 to 7.7", e);
        }
    }

    /** Where to connect to: that node, or, without one, what the options name. */
    private RedisURI uri(@Nullable HostPort node) {
        RedisURI.Builder builder;
        if (node != null) {
            builder = RedisURI.builder().withHost(node.host()).withPort(node.portOr(RedisOptions.DEFAULT_PORT));
        } else {
            builder = switch (options.kind()) {
                case SOCKET -> RedisURI.Builder.socket(options.socket());
                case SENTINEL -> sentinels();
                default -> {
                    HostPort host = options.hosts().get(0);
                    yield RedisURI.builder().withHost(host.host()).withPort(host.portOr(RedisOptions.DEFAULT_PORT));
                }
            };
        }
        String password = options.password();
        if (password != null && options.user() != null) {
            builder.withAuthentication(options.user(), password.toCharArray());
        } else if (password != null) {
            builder.withPassword(password.toCharArray());
        }
        builder.withDatabase(options.database()).withTimeout(options.connectTimeout());
        if (options.kind() != RedisOptions.Kind.SOCKET) {
            builder.withSsl(options.tls()).withVerifyPeer(SslVerifyMode.FULL);
        }
        return silent(builder.build());
    }

    private RedisURI.Builder sentinels() {
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(options.master());
        List<HostPort> hosts = new ArrayList<>(options.hosts());
        Collections.rotate(hosts, -turn.getAndIncrement());
        for (HostPort host : hosts) {
            RedisURI.Builder sentinel = RedisURI.builder()
                    .withHost(host.host())
                    .withPort(host.portOr(RedisOptions.DEFAULT_SENTINEL_PORT))
                    .withTimeout(options.connectTimeout())
                    .withSsl(options.tls())
                    .withVerifyPeer(SslVerifyMode.FULL);
            String password = options.sentinelPassword();
            if (password != null && options.sentinelUser() != null) {
                sentinel.withAuthentication(options.sentinelUser(), password.toCharArray());
            } else if (password != null) {
                sentinel.withPassword(password.toCharArray());
            }
            builder.withSentinel(silent(sentinel.build()));
        }
        return builder;
    }

    /** Without CLIENT SETINFO: proxies hang up on it, and an ACL user would need one right more. */
    private static RedisURI silent(RedisURI uri) {
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        return uri;
    }

    /**
     * Connects once.
     *
     * @param node a cluster's node; null for what the options name
     * @param wire what takes the place of Lettuce's pipeline
     */
    <H extends ChannelHandler> CompletableFuture<H> open(@Nullable HostPort node, H wire) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt;
        try {
            attempt = attempt(node, wire);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return attempt.whenComplete((opened, failure) -> attempts.remove(wire)).thenCompose(connection -> {
            Channel channel;
            try {
                channel = shared.channels().of(connection);
            } catch (ConnectFailure e) {
                connection.closeAsync();
                return CompletableFuture.failedFuture(e);
            }
            CompletableFuture<Void> end = new CompletableFuture<>();
            open.put(channel, end);
            channel.closeFuture().addListener(closed -> {
                connection.closeAsync(); // else the client remembers it
                open.remove(channel);
                end.complete(null);
            });
            return CompletableFuture.supplyAsync(() -> installed(wire, channel), channel.eventLoop());
        });
    }

    /** Starts connecting, unless the threads may be about to end. */
    private synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt(
            @Nullable HostPort node, ChannelHandler wire) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> attempt =
                client.connectAsync(ByteArrayCodec.INSTANCE, uri(node)).toCompletableFuture();
        attempts.put(wire, attempt);
        return attempt;
    }

    private synchronized void startNoMore() {
        closed = true;
    }

    /** On the channel's event loop, so that no end of the connection can come between. */
    private static <H extends ChannelHandler> H installed(H wire, Channel channel) {
        if (!channel.isActive()) {
            throw new CompletionException(
                    new ConnectFailure(ConnectFailure.Kind.UNREACHABLE, "the server closed the connection", null));
        }
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.context(CommandEncoder.class).name(), "wire", wire);
        SharedResources.startAllThreads(channel.eventLoop().parent());
        return wire;
    }

    ScheduledExecutorService executor() {
        return shared.resources().eventExecutorGroup();
    }

    /** Of all connections of the cache: more than one node, one after the other or by two names, may be one process. */
    Fence fence() {
        return fence;
    }

    <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(client) ? type.cast(client) : null;
    }

    /** After all wires were closed; each step waits for the one before, all together no longer than the patience. */
    void close(Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        startNoMore();
        await(all(open.values()), deadlineNanos);
        await(client.shutdownAsync(0, patience.toMillis(), TimeUnit.MILLISECONDS), deadlineNanos);
        await(all(attempts.values()), deadlineNanos);
        SharedResources.release(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
    }

    private static CompletableFuture<?> all(Collection<? extends CompletableFuture<?>> ends) {
        return CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]));
    }

    private static void await(CompletableFuture<?> end, long deadlineNanos) {
        try {
            end.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it ends by itself
        } catch (ExecutionException | TimeoutException e) {
            // nothing is left to be done about it
        }
    }
}

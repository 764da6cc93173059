package dev.holdfast.cache.redis;

import dev.holdfast.cache.CacheUrl;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.spi.CacheDriver;
import dev.holdfast.cache.spi.DriverContext;
import dev.holdfast.cache.spi.ValueLimit;
import java.util.Set;

/**
 * Opens caches on Redis: {@code redis://host:6379/0}, {@code rediss:} with TLS, {@code redis-socket:///run/redis.sock},
 * {@code redis-sentinel://host,host/0?master=mymaster}, {@code redis-cluster://host,host}, and the last two with
 * {@code rediss}.
 *
 * <p>Parameters beside the common ones: {@code mergeGets} (true), {@code mergeCounts} (true), {@code maxPending} (10000), {@code proxied} (false,
 * for twemproxy and its like), {@code database} of a socket, {@code caCertificate}, {@code clientCertificate} and
 * {@code clientKey} of TLS (PEM files), {@code master}, {@code sentinelUser} and {@code sentinelPassword},
 * {@code clusterRefresh} (15s), {@code readFrom} (master; or master-preferred, replica, replica-preferred),
 * {@code replicaRefresh} (15s), {@code trackingHeartbeat} (500ms).
 *
 * <p>{@link DistributedCache#unwrap} gives Lettuce's {@code RedisClient}, for what a cache does not do, and, unless behind
 * a proxy, an {@link dev.holdfast.cache.InvalidationSource} by client tracking.
 */
public final class RedisCacheDriver implements CacheDriver {
    /** A driver; found by {@link java.util.ServiceLoader}. */
    public RedisCacheDriver() {}

    @Override
    public Set<String> schemes() {
        return Set.of(
                "redis",
                "rediss",
                "redis-socket",
                "redis-sentinel",
                "rediss-sentinel",
                "redis-cluster",
                "rediss-cluster");
    }

    @Override
    public DistributedCache open(CacheUrl url, DriverContext context) {
        RedisOptions options = RedisOptions.read(url, context);
        context.parameters().verify();
        String endpoint = url.endpoint();
        LettuceGateway gateway = new LettuceGateway(options);
        Tracking tracking = new Tracking(gateway, options, context, endpoint);
        Servers servers = servers(gateway, options, context, endpoint, tracking);
        Calls calls = new Calls(servers, options, endpoint);
        RedisCache cache = new RedisCache(
                servers, gateway, options, calls, new ValueLimit(context.maxValueBytes(), endpoint), tracking);
        try {
            calls.open(context.startDegraded());
            return cache;
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    private static Servers servers(
            LettuceGateway gateway, RedisOptions options, DriverContext context, String endpoint, Tracking tracking) {
        if (options.kind() == RedisOptions.Kind.CLUSTER) {
            return new ClusterServers(gateway, options, context, endpoint, tracking);
        }
        if (options.readFrom() != ReadFrom.MASTER) {
            return new ReplicatedServer(gateway, options, context, endpoint, tracking);
        }
        Node node = new Node(gateway, options, context, endpoint, null, tracking);
        tracking.added(node);
        return new SingleServer(node);
    }
}

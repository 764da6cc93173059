package dev.holdfast.it.fallback;

import dev.holdfast.cache.Caches;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.fallback.FallbackCache;
import dev.holdfast.cache.fallback.FallbackCacheBuilder;
import dev.holdfast.servers.RedisServer;
import dev.holdfast.servers.ServerProcess;
import java.util.ArrayList;
import java.util.List;

/** A real Redis and a real memcached, one of them new, and the caches opened on them; all ended together. */
final class TwoServers implements AutoCloseable {
    private final RedisServer redis = RedisServer.started();
    private final ServerProcess memcached = ServerProcess.memcached();
    private final List<DistributedCache> opened = new ArrayList<>();
    private final boolean redisIsNew;

    TwoServers(boolean redisIsNew) {
        this.redisIsNew = redisIsNew;
    }

    private DistributedCache open(boolean onRedis) {
        String url = onRedis ? redis.url() : "memcached://" + memcached.address();
        DistributedCache cache = Caches.open(url + "?timeout=1s");
        opened.add(cache);
        return cache;
    }

    /** One more cache on the new server, past the migration. */
    DistributedCache onNew() {
        return open(redisIsNew);
    }

    /** One more cache on the old server, past the migration. */
    DistributedCache onOld() {
        return open(!redisIsNew);
    }

    /** A process's migration, with connections of its own; to be built and closed by the caller. */
    FallbackCacheBuilder migration() {
        return FallbackCache.builder(onNew(), onOld());
    }

    void killNew() {
        kill(redisIsNew);
    }

    void killOld() {
        kill(!redisIsNew);
    }

    private void kill(boolean isRedis) {
        if (isRedis) {
            redis.kill();
        } else {
            memcached.kill();
        }
    }

    /** Empty, as after a crash. */
    void restartNew() {
        if (redisIsNew) {
            redis.start();
        } else {
            memcached.restart();
        }
    }

    /** Old answers nobody, and keeps what it holds. */
    void hangOld() {
        if (redisIsNew) {
            memcached.hang();
        } else {
            redis.pause();
        }
    }

    void resumeOld() {
        if (redisIsNew) {
            memcached.resume();
        } else {
            redis.resume();
        }
    }

    @Override
    public void close() {
        opened.forEach(DistributedCache::close);
        redis.close();
        memcached.close();
    }
}

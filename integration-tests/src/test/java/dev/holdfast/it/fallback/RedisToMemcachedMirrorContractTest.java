package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToMemcachedMirrorContractTest extends ServerPair {
    RedisToMemcachedMirrorContractTest() {
        super(Side.MEMCACHED, Side.REDIS, MigrationPhase.MIRROR);
    }
}

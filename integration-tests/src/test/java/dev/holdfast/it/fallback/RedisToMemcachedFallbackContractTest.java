package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToMemcachedFallbackContractTest extends ServerPair {
    RedisToMemcachedFallbackContractTest() {
        super(Side.MEMCACHED, Side.REDIS, MigrationPhase.FALLBACK);
    }
}

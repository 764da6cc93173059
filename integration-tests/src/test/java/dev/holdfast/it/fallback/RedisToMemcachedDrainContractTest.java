package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToMemcachedDrainContractTest extends ServerPair {
    RedisToMemcachedDrainContractTest() {
        super(Side.MEMCACHED, Side.REDIS, MigrationPhase.DRAIN);
    }
}

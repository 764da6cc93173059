package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToRedisDrainContractTest extends ServerPair {
    MemcachedToRedisDrainContractTest() {
        super(Side.REDIS, Side.MEMCACHED, MigrationPhase.DRAIN);
    }
}

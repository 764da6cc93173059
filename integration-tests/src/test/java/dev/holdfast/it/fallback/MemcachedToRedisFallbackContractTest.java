package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToRedisFallbackContractTest extends ServerPair {
    MemcachedToRedisFallbackContractTest() {
        super(Side.REDIS, Side.MEMCACHED, MigrationPhase.FALLBACK);
    }
}

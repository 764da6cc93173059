package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToMemcachedFallbackContractTest extends ServerPair {
    MemcachedToMemcachedFallbackContractTest() {
        super(Side.MEMCACHED, Side.MEMCACHED, MigrationPhase.FALLBACK);
    }
}

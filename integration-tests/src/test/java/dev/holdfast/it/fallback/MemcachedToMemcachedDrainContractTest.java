package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToMemcachedDrainContractTest extends ServerPair {
    MemcachedToMemcachedDrainContractTest() {
        super(Side.MEMCACHED, Side.MEMCACHED, MigrationPhase.DRAIN);
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToRedisMirrorContractTest extends ServerPair {
    MemcachedToRedisMirrorContractTest() {
        super(Side.REDIS, Side.MEMCACHED, MigrationPhase.MIRROR);
    }
}

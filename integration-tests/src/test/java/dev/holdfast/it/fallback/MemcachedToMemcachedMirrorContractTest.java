package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class MemcachedToMemcachedMirrorContractTest extends ServerPair {
    MemcachedToMemcachedMirrorContractTest() {
        super(Side.MEMCACHED, Side.MEMCACHED, MigrationPhase.MIRROR);
    }
}

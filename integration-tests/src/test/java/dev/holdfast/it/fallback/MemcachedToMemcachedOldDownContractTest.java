package dev.holdfast.it.fallback;

class MemcachedToMemcachedOldDownContractTest extends ServerPair {
    MemcachedToMemcachedOldDownContractTest() {
        super(Side.MEMCACHED, Side.MEMCACHED, null);
    }
}

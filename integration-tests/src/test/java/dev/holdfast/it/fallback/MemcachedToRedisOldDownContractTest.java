package dev.holdfast.it.fallback;

class MemcachedToRedisOldDownContractTest extends ServerPair {
    MemcachedToRedisOldDownContractTest() {
        super(Side.REDIS, Side.MEMCACHED, null);
    }
}

package dev.holdfast.it.fallback;

class RedisToMemcachedOldDownContractTest extends ServerPair {
    RedisToMemcachedOldDownContractTest() {
        super(Side.MEMCACHED, Side.REDIS, null);
    }
}

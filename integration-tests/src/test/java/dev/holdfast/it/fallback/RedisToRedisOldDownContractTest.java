package dev.holdfast.it.fallback;

class RedisToRedisOldDownContractTest extends ServerPair {
    RedisToRedisOldDownContractTest() {
        super(Side.REDIS, Side.REDIS, null);
    }
}

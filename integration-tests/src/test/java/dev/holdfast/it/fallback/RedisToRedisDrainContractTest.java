package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToRedisDrainContractTest extends ServerPair {
    RedisToRedisDrainContractTest() {
        super(Side.REDIS, Side.REDIS, MigrationPhase.DRAIN);
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToRedisMirrorContractTest extends ServerPair {
    RedisToRedisMirrorContractTest() {
        super(Side.REDIS, Side.REDIS, MigrationPhase.MIRROR);
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class RedisToRedisFallbackContractTest extends ServerPair {
    RedisToRedisFallbackContractTest() {
        super(Side.REDIS, Side.REDIS, MigrationPhase.FALLBACK);
    }
}

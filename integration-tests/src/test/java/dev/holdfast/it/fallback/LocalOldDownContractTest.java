package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalOldDownContractTest extends LocalPair {
    LocalOldDownContractTest() {
        super(MigrationPhase.DRAIN, true);
    }
}

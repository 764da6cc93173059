package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalDrainContractTest extends LocalPair {
    LocalDrainContractTest() {
        super(MigrationPhase.DRAIN, false);
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalOldOnlyContractTest extends LocalPair {
    LocalOldOnlyContractTest() {
        super(MigrationPhase.OLD_ONLY, false);
    }
}

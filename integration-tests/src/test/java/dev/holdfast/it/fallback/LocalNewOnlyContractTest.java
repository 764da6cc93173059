package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalNewOnlyContractTest extends LocalPair {
    LocalNewOnlyContractTest() {
        super(MigrationPhase.NEW_ONLY, false);
    }
}

package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalFallbackContractTest extends LocalPair {
    LocalFallbackContractTest() {
        super(MigrationPhase.FALLBACK, false);
    }
}

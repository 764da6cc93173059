package dev.holdfast.it.fallback;

import dev.holdfast.cache.fallback.MigrationPhase;

class LocalMirrorContractTest extends LocalPair {
    LocalMirrorContractTest() {
        super(MigrationPhase.MIRROR, false);
    }
}

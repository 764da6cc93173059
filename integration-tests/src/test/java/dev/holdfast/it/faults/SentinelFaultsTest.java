package dev.holdfast.it.faults;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class SentinelFaultsTest extends BackendFaults {
    SentinelFaultsTest() {
        super(Backend.SENTINEL);
    }
}

package dev.holdfast.it.faults;

class SentinelFaultsTest extends BackendFaults {
    SentinelFaultsTest() {
        super(Backend.SENTINEL);
    }
}

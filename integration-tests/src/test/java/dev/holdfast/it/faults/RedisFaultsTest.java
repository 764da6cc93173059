package dev.holdfast.it.faults;

class RedisFaultsTest extends BackendFaults {
    RedisFaultsTest() {
        super(Backend.REDIS);
    }
}

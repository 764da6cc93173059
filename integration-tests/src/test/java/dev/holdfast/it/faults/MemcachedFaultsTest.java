package dev.holdfast.it.faults;

class MemcachedFaultsTest extends BackendFaults {
    MemcachedFaultsTest() {
        super(Backend.MEMCACHED);
    }
}

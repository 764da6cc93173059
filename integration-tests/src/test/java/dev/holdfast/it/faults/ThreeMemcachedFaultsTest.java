package dev.holdfast.it.faults;

class ThreeMemcachedFaultsTest extends BackendFaults {
    ThreeMemcachedFaultsTest() {
        super(Backend.MEMCACHED_3);
    }
}

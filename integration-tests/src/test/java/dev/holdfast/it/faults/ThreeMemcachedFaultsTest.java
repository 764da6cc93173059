package dev.holdfast.it.faults;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class ThreeMemcachedFaultsTest extends BackendFaults {
    ThreeMemcachedFaultsTest() {
        super(Backend.MEMCACHED_3);
    }
}

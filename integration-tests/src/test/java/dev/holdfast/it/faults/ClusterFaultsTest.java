package dev.holdfast.it.faults;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class ClusterFaultsTest extends BackendFaults {
    ClusterFaultsTest() {
        super(Backend.CLUSTER);
    }
}

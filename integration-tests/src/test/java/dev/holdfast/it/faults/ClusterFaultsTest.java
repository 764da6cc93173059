package dev.holdfast.it.faults;

class ClusterFaultsTest extends BackendFaults {
    ClusterFaultsTest() {
        super(Backend.CLUSTER);
    }
}

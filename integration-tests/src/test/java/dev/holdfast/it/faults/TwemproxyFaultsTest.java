package dev.holdfast.it.faults;

class TwemproxyFaultsTest extends BackendFaults {
    TwemproxyFaultsTest() {
        super(Backend.TWEMPROXY);
    }
}

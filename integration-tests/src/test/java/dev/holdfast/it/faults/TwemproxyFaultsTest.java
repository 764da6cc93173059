package dev.holdfast.it.faults;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class TwemproxyFaultsTest extends BackendFaults {
    TwemproxyFaultsTest() {
        super(Backend.TWEMPROXY);
    }
}

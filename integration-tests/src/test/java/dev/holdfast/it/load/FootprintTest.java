package dev.holdfast.it.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The judge of what a closed cache leaves finds what is planted: more than what earlier tests may give back meanwhile. */
@Tag("load")
class FootprintTest {
    private final List<Object> held = new ArrayList<>();

    private static void assertSeen(String what, Footprint before) {
        Footprint after = Footprint.now();

        assertThatThrownBy(() -> after.checkGoneBackTo(before))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(what);
    }

    @Test
    void heap_thatIsHeld_isSeen() {
        Footprint before = Footprint.now();
        held.add(new byte[64 << 20]);

        assertSeen("heap", before);
    }

    @Test
    void buffer_thatIsHeld_isSeen() {
        Footprint before = Footprint.now();
        held.add(ByteBuffer.allocateDirect(8 << 20));

        assertSeen("direct memory", before);
    }

    /** Told, not started: those of earlier tests end at the same time. */
    @Test
    void threads_thatGoOn_areSeen() {
        Footprint now = Footprint.now();

        assertSeen("threads", new Footprint(now.heapBytes(), now.directBytes(), 0, now.sockets()));
    }

    @Test
    void socket_thatIsOpen_isSeen() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "nothing here says which sockets are open");
        Footprint before = Footprint.now();
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                open.add(new ServerSocket(0));
            }

            assertSeen("sockets", before);
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }
}

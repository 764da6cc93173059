package dev.holdfast.servers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalDaemonTest extends DaemonContract {
    @Override
    Place place() {
        return Place.LOCAL;
    }

    @Override
    boolean leavesSomething(Program program) {
        return ProcessHandle.current().children().findAny().isPresent();
    }

    @Test
    void start_ofAProgramThatIsNotThere_saysHowToDoWithout() {
        Program missing = new Program("nobody", Images.REDIS, List.of("no-such-server"), Map.of(), () -> false);
        try (Daemon daemon = Place.LOCAL.daemon(missing)) {
            assertThatThrownBy(daemon::start)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("-Dservers=docker");
        }
    }
}

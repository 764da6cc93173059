package dev.holdfast.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

/** This process, stopped as by a debugger, a suspended machine or a very long collection: its clocks jump. */
final class StoppedProcess {
    static final Duration JUMP = Duration.ofSeconds(1);

    private StoppedProcess() {}

    /** Returns when it goes on. */
    static void itself() {
        long pid = ProcessHandle.current().pid();
        String seconds = String.format(Locale.ROOT, "%.3f", JUMP.toMillis() / 1_000.0);
        try {
            new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; sleep " + seconds + "; kill -CONT " + pid)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

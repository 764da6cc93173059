package dev.holdfast.it.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Notes where virtual threads keep the thread they run on while they wait. */
final class Pinned implements AutoCloseable {
    private final Recording recording = new Recording();

    Pinned() {
        recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
        recording.start();
    }

    /** Each time so far, with its stack. */
    List<String> times() throws IOException {
        Path file = Files.createTempFile("holdfast-pinned", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .map(RecordedEvent::toString)
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}

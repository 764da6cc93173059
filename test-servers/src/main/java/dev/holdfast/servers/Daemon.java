package dev.holdfast.servers;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A server that runs somewhere, and what can befall it; it never outlives this JVM. Not for several threads at once. */
abstract class Daemon implements AutoCloseable {
    private final Program program;

    Daemon(Program program) {
        this.program = program;
    }

    final Program program() {
        return program;
    }

    /** Starts it, for the first time or after {@link #kill()}, with the memory of a new one; returns when it is ready. */
    final void start() {
        if (program.ready().getAsBoolean()) {
            throw new IllegalStateException(program.name() + ": somebody else answers there");
        }
        launch();
        Awaitility.await(program.name())
                .atMost(Duration.ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(this::isReady);
    }

    private boolean isReady() {
        boolean ready = program.ready().getAsBoolean();
        if (!isAlive()) { // then it was somebody else who answered
            throw new IllegalStateException(program.name() + " ended at once: " + output());
        }
        return ready;
    }

    abstract void launch();

    /** Stops it where it stands; its kernel still accepts connections and bytes. Returns when all its threads stand. */
    abstract void pause();

    /** Does nothing to one that was not paused. */
    abstract void resume();

    /** Ends it, whatever state it is in; every connection is reset. Returns when it has ended. */
    abstract void kill();

    abstract boolean isAlive();

    /** What it has said, so far as that is kept. */
    abstract String output();

    /** Runs a tool that comes with the server, such as redis-cli, where the server runs; what it printed. */
    abstract String run(List<String> command);

    @Override
    public abstract void close();
}

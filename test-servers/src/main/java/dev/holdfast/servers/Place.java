package dev.holdfast.servers;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers of our tests run: the system property {@code servers} says {@code docker}, {@code local} or
 * {@code auto}, which is the default: in containers where an engine of this machine answers, else as processes.
 */
enum Place {
    /** As processes, of the programs on PATH. */
    LOCAL {
        @Override
        Daemon daemon(Program program) {
            return new LocalDaemon(program);
        }
    },
    /** In containers, by Testcontainers. */
    DOCKER {
        @Override
        Daemon daemon(Program program) {
            return new ContainerDaemon(program);
        }
    };

    /** The one for this JVM: found out once, for a suite's servers must all be of one kind. */
    static Place chosen() {
        return Chosen.PLACE;
    }

    /** What is not running yet. */
    abstract Daemon daemon(Program program);

    /** What the property's value means, where an engine answers or not. */
    static Place of(@Nullable String word, BooleanSupplier engineAnswers) {
        return switch (word == null ? "auto" : word) {
            case "docker" -> {
                if (!engineAnswers.getAsBoolean()) {
                    throw new IllegalStateException("-Dservers=docker, and no Docker engine of this machine answers: "
                            + "start one, say where in DOCKER_HOST=unix:///..., or choose -Dservers=local");
                }
                yield DOCKER;
            }
            case "local" -> LOCAL;
            case "auto" -> engineAnswers.getAsBoolean() ? DOCKER : LOCAL;
            default ->
                throw new IllegalArgumentException(
                        "-Dservers=" + word + " is none of " + List.of("docker", "local", "auto"));
        };
    }

    private static final class Chosen {
        private static final Place PLACE =
                of(System.getProperty("servers"), () -> Engine.here().answers());
    }
}

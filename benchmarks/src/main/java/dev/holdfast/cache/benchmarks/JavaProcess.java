package dev.holdfast.cache.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogManager;

/** A class of ours with a JVM of its own: this one's Java, and its class path. */
public final class JavaProcess {
    /** Servers as processes, also where a Docker engine answers: its network would be measured too. */
    public static final String LOCAL_SERVERS = "-Dservers=local";

    private JavaProcess() {}

    /** What such a process does. */
    @FunctionalInterface
    public interface Errand {
        /**
         * Does it.
         *
         * @throws Exception if it fails
         */
        void run() throws Exception;
    }

    /**
     * Runs it in this process, which ends with it: clients leave threads behind, and tell the console what is done to
     * them.
     *
     * @param errand what to do
     */
    public static void end(Errand errand) {
        LogManager.getLogManager().reset();
        int status = 0;
        try {
            errand.run();
        } catch (Throwable e) { // also a class that is missing: this process must end, and say why
            e.printStackTrace(System.err);
            status = 1;
        }
        System.exit(status);
    }

    /**
     * Runs it to its end.
     *
     * @param options of the JVM
     * @param main whose main method it is
     * @param arguments for that
     * @throws IOException if it can't be started
     * @throws InterruptedException if this is to end
     * @throws IllegalStateException if it fails
     */
    public static void run(List<String> options, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(LOCAL_SERVERS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        int ended = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (ended != 0) {
            throw new IllegalStateException(main.getSimpleName() + " failed with " + ended + ", see above");
        }
    }
}

package dev.holdfast.cache.benchmarks.gate;

import dev.holdfast.cache.benchmarks.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares what calls allocate, how often they flush and what they send and receive with the figures that are kept in
 * {@code benchmarks/baseline-17.csv}, or in that of the Java at hand. They are counted in a JVM of their own without the optimising compiler, so that they
 * are those of the code, and the same on every machine.
 */
public final class Gate {
    private static final int OLDEST = 17;

    private Gate() {}

    /**
     * Counts, and writes the rows to the file named: the other JVM's part.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        JavaProcess.end(() -> Files.write(
                Path.of(arguments[0]), Calls.counted().stream().map(Cost::row).toList()));
    }

    /**
     * Runs it, and says what it found.
     *
     * @param accept whether to keep the new figures
     * @return whether nothing is dearer than it was, or the figures are kept
     * @throws IOException if a file can't be read or written
     * @throws InterruptedException if it is to end
     */
    public static boolean run(boolean accept) throws IOException, InterruptedException {
        Path directory = Path.of("benchmarks");
        List<Cost> measured = measured();
        measured.forEach(cost -> System.out.println(cost.row()));
        Verdict verdict = compared(directory, measured);
        verdict.cheaper().forEach(line -> System.out.println("cheaper: " + line));
        verdict.dearer().forEach(line -> System.out.println("DEARER: " + line));
        if (accept) {
            Path kept = file(directory, Runtime.version().feature());
            Files.write(
                    kept,
                    Stream.concat(Stream.of(Cost.HEADER), measured.stream().map(Cost::row))
                            .toList());
            System.out.println("kept in " + kept);
        }
        return accept || verdict.dearer().isEmpty();
    }

    private static Path file(Path directory, int java) {
        return directory.resolve("baseline-" + java + ".csv");
    }

    /** With the figures of this Java; where none are kept, with what the oldest one sends and receives. */
    static Verdict compared(Path directory, List<Cost> measured) throws IOException {
        Path own = file(directory, Runtime.version().feature());
        if (Files.exists(own)) {
            return Verdict.of(kept(own), measured);
        }
        Path oldest = file(directory, OLDEST);
        return Verdict.of(Files.exists(oldest) ? kept(oldest) : List.of(), measured, false);
    }

    private static List<Cost> kept(Path file) throws IOException {
        return Files.readAllLines(file).stream().skip(1).map(Cost::ofRow).toList();
    }

    static List<Cost> measured() throws IOException, InterruptedException {
        Path rows = Files.createTempFile("gate", ".csv");
        try {
            JavaProcess.run(
                    List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), Gate.class, List.of(rows.toString()));
            return Files.readAllLines(rows).stream().map(Cost::ofRow).toList();
        } finally {
            Files.delete(rows);
        }
    }
}

package dev.holdfast.cache.benchmarks.gate;

import dev.holdfast.cache.benchmarks.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Compares what calls allocate, and how often they enter the kernel, with the figures that are kept in
 * {@code benchmarks/baseline.csv}. They are counted in a JVM of their own without the optimising compiler, so that they
 * are those of the code, and the same on every machine.
 */
public final class Gate {
    private static final Path KEPT = Path.of("benchmarks", "baseline.csv");

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
        List<Cost> measured = measured();
        measured.forEach(cost -> System.out.println(cost.row()));
        Verdict verdict = Verdict.of(Files.exists(KEPT) ? kept(KEPT) : List.of(), measured);
        verdict.cheaper().forEach(line -> System.out.println("cheaper: " + line));
        verdict.dearer().forEach(line -> System.out.println("DEARER: " + line));
        if (accept) {
            Files.write(
                    KEPT,
                    Stream.concat(Stream.of(Cost.HEADER), measured.stream().map(Cost::row))
                            .toList());
            System.out.println("kept in " + KEPT);
        }
        return accept || verdict.dearer().isEmpty();
    }

    static List<Cost> kept(Path file) throws IOException {
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

package dev.holdfast.it.fuzz;

import dev.holdfast.cache.DistributedCache;
import java.util.function.UnaryOperator;

/** A process in which every lie is told to every kind of question, and no more memory there is than a cache needs. */
final class InSmallMemory {
    private static final int ROUNDS_A_LIE = 3;

    private InSmallMemory() {}

    /** The kind of server, the port where one listens. */
    public static void main(String[] arguments) {
        play(HostileServer.valueOf(arguments[0]), Integer.parseInt(arguments[1]), cache -> cache);
        System.exit(0);
    }

    /** Each lie in turn, on questions by chance. */
    static void play(HostileServer server, int port, UnaryOperator<DistributedCache> fault) {
        int lies = server.lies(new java.util.Random(0)).size();
        try (Interrogation interrogation = new Interrogation(server.url(), port, fault)) {
            Fuzz.numbered(ROUNDS_A_LIE * lies, (number, random) -> {
                Lies.Named lie = server.lies(random).get(number % lies);
                Question question = Fuzz.oneOf(random, Question.values());
                try {
                    interrogation.round(question, lie);
                } catch (AssertionError e) {
                    throw new AssertionError(question + " answered by " + lie + ": " + e.getMessage(), e);
                }
            });
            Fuzz.numbered(lies, (number, random) -> {
                Lies.Named lie = server.lies(random).get(number % lies);
                try {
                    interrogation.crowd(server, lie);
                } catch (AssertionError e) {
                    throw new AssertionError("a crowd answered by " + lie + ": " + e.getMessage(), e);
                }
            });
            Fuzz.numbered(
                    lies,
                    (number, random) -> interrogation.open(server.lies(random).get(number % lies)));
        }
    }
}

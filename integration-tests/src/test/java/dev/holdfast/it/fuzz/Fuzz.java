package dev.holdfast.it.fuzz;

import java.util.Random;

/** Plays rounds, each with chance of its own, and tells of the one that failed how to have it again. */
final class Fuzz {
    /** The same in every build, so that a build that fails does so for what was changed. */
    static final long SEED = Long.getLong("fuzz.seed", 20_261_127L);

    private static final int TIMES = Integer.getInteger("fuzz.rounds", 1);
    private static final int ONLY = Integer.getInteger("fuzz.only", -1);

    private Fuzz() {}

    /** One round: fails by throwing. */
    interface Round {
        void play(Random random) throws Exception;
    }

    /** A round that knows its number, which is the same whenever it is played. */
    interface Numbered {
        void play(int number, Random random) throws Exception;
    }

    /** So many rounds, or as many times that as {@code -Dfuzz.rounds} says; or the one of {@code -Dfuzz.only}. */
    static void rounds(int count, Round round) {
        numbered(count, (number, random) -> round.play(random));
    }

    /** The same, of rounds that ask for their number. */
    static void numbered(int count, Numbered round) {
        int from = Math.max(ONLY, 0);
        int to = ONLY >= 0 ? ONLY + 1 : Math.multiplyExact(count, TIMES);
        for (int i = from; i < to; i++) {
            try {
                round.play(i, new Random(SEED + i * 0x9E37_79B9_7F4A_7C15L));
            } catch (Exception | Error e) {
                throw new AssertionError(
                        "round " + i + ", to be had again by -Dfuzz.seed=" + SEED + " -Dfuzz.only=" + i + ": " + e, e);
            }
        }
    }

    /** One of them. */
    @SafeVarargs
    static <T> T oneOf(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}

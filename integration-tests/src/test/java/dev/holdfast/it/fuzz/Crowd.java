package dev.holdfast.it.fuzz;

import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Ttl;
import java.util.List;
import java.util.stream.IntStream;

/** Callers who ask at once, each about a key of its own and some of counters, so that a driver sends them together. */
final class Crowd {
    private static final int CALLERS = 8;
    private static final int FIRST_COUNT = 1_000;

    private Crowd() {}

    /** One of them, who knows what is true. */
    static final class Caller {
        private final int number;
        private int asked;

        private Caller(int number) {
            this.number = number;
        }

        private boolean counts() {
            return number % 2 == 1;
        }

        private String key() {
            return "crowd:" + number;
        }

        String ask(DistributedCache cache) {
            asked++;
            return counts() ? Long.toString(cache.incr(key(), 1).orElse(-1)) : Question.text(cache.get(key()));
        }

        /** What the last question is to be answered with. */
        String truth() {
            return counts() ? Integer.toString(FIRST_COUNT * number + asked) : "value of " + number;
        }
    }

    /** All of them, whose keys are stored. */
    static List<Caller> gathered(DistributedCache peer) {
        List<Caller> callers = IntStream.range(0, CALLERS).mapToObj(Caller::new).toList();
        callers.forEach(caller -> peer.set(caller.key(), Question.bytes(caller.truth()), Ttl.ofMinutes(10)));
        return callers;
    }
}

package dev.holdfast.it.faults;

import dev.holdfast.cache.CacheException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold whatever goes wrong. Of the rest, memory and threads, see {@link Play}. */
enum Invariant {
    COUNTS("no increment is lost and none doubled, beyond those reported UNKNOWN") {
        @Override
        void check(Evidence evidence) {
            evidence.history().check(evidence.rules(), Keys::isCounter);
        }
    },
    WINNERS("add and cas have one winner") {
        @Override
        void check(Evidence evidence) {
            evidence.history().check(evidence.rules(), Keys::isConditional);
        }
    },
    FRESHNESS("no read is older than what was acknowledged before it") {
        @Override
        void check(Evidence evidence) {
            evidence.history().checkWritesAreRead(evidence.rules(), Keys::isValue);
        }
    },
    ONE_CACHE("values are answered as by one cache, also while writes are under way") {
        @Override
        void check(Evidence evidence) {
            if (evidence.cell().composition().answersAsOne()) {
                evidence.history().check(evidence.rules(), Keys::isValue);
            }
        }
    },
    DEADLINES("every call ends within its timeout") {
        @Override
        void check(Evidence evidence) {
            Duration limit = Application.TIMEOUT
                    .multipliedBy(evidence.cell().composition().timeouts())
                    .plus(MARGIN);
            require(
                    evidence.calls().stream().filter(call -> evidence.took(call).compareTo(limit) > 0),
                    "longer than " + limit);
        }
    },
    TYPES("every failure is a CacheException") {
        @Override
        void check(Evidence evidence) {
            require(
                    evidence.calls().stream()
                            .filter(call -> call.failed() && !(call.failure() instanceof CacheException)),
                    "of a foreign type");
        }
    },
    RECOVERY(
            "within a second after the servers' return no call fails any more and all processes agree, and from then on every operation is answered") {
        @Override
        void check(Evidence evidence) {
            List<Call> later = evidence.begunAfter(RECOVERED);
            require(
                    later.stream().filter(call -> call.failed() && !evidence.isStarved(call)),
                    "failed that began later than " + RECOVERED + " after the servers' return");
            Set<String> unanswered = new TreeSet<>(evidence.operations());
            later.stream().filter(call -> !call.failed()).map(Call::what).forEach(unanswered::remove);
            if (!unanswered.isEmpty()) {
                throw new AssertionError(
                        unanswered + " not answered later than " + RECOVERED + " after the servers' return");
            }
            if (evidence.agreement().compareTo(RECOVERED) > 0) {
                throw new AssertionError(
                        "processes may have disagreed until " + evidence.agreement() + " after the servers' return");
            }
        }
    };

    /** Those that no clock decides. */
    static final Set<Invariant> TRUTHS = EnumSet.of(COUNTS, WINNERS, FRESHNESS, ONE_CACHE, TYPES);

    /** What a loaded machine may add, and less than a timeout too many: the contract says 50 ms and scheduling. */
    static final Duration MARGIN = Duration.ofMillis(200);

    /** When all is well again. */
    static final Duration RECOVERED = Duration.ofSeconds(1);

    private final String words;

    Invariant(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Fails with what speaks against it. */
    abstract void check(Evidence evidence);

    private static void require(Stream<Call> offenders, String what) {
        List<Call> all = offenders.toList();
        if (!all.isEmpty()) {
            String shown = all.stream().limit(10).map(Call::toString).collect(Collectors.joining("\n  "));
            throw new AssertionError(
                    all.size() + " calls " + what + ":\n  " + shown, all.get(0).failure());
        }
    }
}

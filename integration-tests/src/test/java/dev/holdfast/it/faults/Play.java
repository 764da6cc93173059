package dev.holdfast.it.faults;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.tck.fake.History;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Plays a cell: two applications call, something goes wrong and ends, and what was seen is judged. */
final class Play {
    static final String THREADS = "THREADS";
    static final String MEMORY = "MEMORY";

    /** That something went wrong at all. */
    static final String STRUCK = "STRUCK";

    private static final Duration CALM = Duration.ofMillis(300);
    private static final Duration AFTERWARDS = Duration.ofMillis(1_700);

    /** What two applications' caches may keep of thousands of calls, and may need of threads. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int MOST_THREADS = 40;

    private final Cell cell;
    private final Stage stage;
    private final String url;
    private final UnaryOperator<DistributedCache> plant;
    private final Map<String, String> violations = new LinkedHashMap<>();

    private Play(Cell cell, Stage stage, String healthy, UnaryOperator<DistributedCache> plant) {
        this.cell = cell;
        this.stage = stage;
        this.url = cell.composition().url(stage.url(), healthy);
        this.plant = plant;
    }

    /**
     * Plays it.
     *
     * @param cell which
     * @param stage its servers, whole
     * @param healthy where the other servers are, which nothing strikes, for compositions that have some
     * @param seed for what is called
     * @param plant plants a fault above the caches, or none
     */
    static Findings of(Cell cell, Stage stage, String healthy, long seed, UnaryOperator<DistributedCache> plant)
            throws Exception {
        return new Play(cell, stage, healthy, plant).play(seed);
    }

    private Findings play(long seed) throws Exception {
        stage.prepare(cell.mishap());
        Set<Thread> threadsBefore = Footprint.threads();
        int countBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        ManagementFactory.getThreadMXBean().resetPeakThreadCount();
        Findings findings;
        try (Application one = new Application("web-1", url, plant);
                Application other = new Application("web-2", url, plant)) {
            List<Application> applications = List.of(one, other);
            long heapBefore = Footprint.heapBytes();
            findings = judged(observed(applications, seed));
            long kept = Footprint.heapBytes() - heapBefore;
            int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount() - countBefore;
            note(MEMORY, kept > MOST_BYTES, kept / 1024 + " KiB are kept after " + findings.calls() + " calls");
            note(THREADS, threads > MOST_THREADS, threads + " threads were started");
        }
        awaitNoMoreThan(threadsBefore);
        return findings;
    }

    private Evidence observed(List<Application> applications, long seed) throws Exception {
        History history = History.timed();
        Losses losses = cell.composition().losesWithBackend() ? Losses.of(history) : Losses.none();
        try (Stalls stalls = new Stalls();
                Departures departures = new Departures(applications, history)) {
            long start = history.now();
            boolean countsAreRead = !cell.composition().mayDisagree();
            applications.forEach(application -> application.start(history, seed, countsAreRead));
            Pause.of(CALM);
            boolean calm = departures.count() == 0;
            long begun = calm ? history.now() : start;
            long begunNanos = System.nanoTime();
            long hidden = hidden(applications);
            cause(losses);
            long caused = System.nanoTime();
            Pause.of(cell.mishap().duration());
            stage.heal(cell.mishap(), losses);
            long healed = stage.isOver(cell.mishap()) ? caused : System.nanoTime();
            awaitReconciled(departures);
            Pause.of(AFTERWARDS);
            long calmUntil = history.now();
            long departed = departures.count();
            long agreed = departures.last();
            for (Application application : applications) {
                application.end();
            }
            applications.forEach(Application::readCounts);
            Set<String> operations =
                    applications.stream().flatMap(Application::operations).collect(Collectors.toSet());
            List<Call> calls = applications.stream()
                    .flatMap(application -> application.calls().stream())
                    .toList();
            if (cell.composition().mayDisagree()) {
                if (departed > 0) {
                    history.mayDisagree(Keys::isValue, begun, agreed);
                }
                if (departures.count() != departed) { // in the last calls of all, those that read counts among them
                    history.mayDisagree(key -> !Keys.isConditional(key), calmUntil, history.now());
                }
            }
            boolean struck = cell.mishap() == Mishap.CLOCK_JUMP
                    ? stalls.within(begunNanos, healed) > StoppedProcess.JUMP.toNanos() / 2
                    : stage.isHidden(cell.mishap())
                            || hidden(applications) > hidden
                            || calls.stream().anyMatch(call -> call.failed() && call.endNanos() > begunNanos);
            note(STRUCK, !struck, "nothing showed that anything went wrong");
            return new Evidence(cell, history, stage.rules(), calls, operations, departures.nanos(), healed, stalls)
                    .excused(stage, begunNanos);
        }
    }

    /** Not for ever: how long it may take is for the judge to say. */
    private static void awaitReconciled(Departures departures) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!departures.areReconciled() && System.nanoTime() < until) {
            Pause.of(Duration.ofMillis(5));
        }
    }

    private static long hidden(List<Application> applications) {
        return applications.stream().mapToLong(Application::hidden).sum();
    }

    private void cause(Losses losses) {
        if (cell.mishap() == Mishap.CLOCK_JUMP) {
            StoppedProcess.itself();
        } else {
            stage.cause(cell.mishap(), losses);
        }
    }

    private Findings judged(Evidence evidence) {
        for (Invariant invariant : Invariant.values()) {
            try {
                invariant.check(evidence);
            } catch (AssertionError e) {
                violations.put(invariant.name(), e.getMessage());
            }
        }
        int unknown = (int) evidence.calls().stream()
                .filter(call -> call.failure() instanceof CacheException e && e.outcome() == Outcome.UNKNOWN)
                .count();
        Call longest = evidence.longestCall();
        return new Findings(
                cell,
                violations,
                evidence.calls().size(),
                unknown,
                evidence.took(longest),
                longest.operation(),
                evidence.recovery(),
                evidence.agreement());
    }

    private void note(String what, boolean violated, String how) {
        if (violated) {
            violations.put(what, how);
        }
    }

    private void awaitNoMoreThan(Set<Thread> before) {
        long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!Footprint.since(before).isEmpty() && System.nanoTime() < until) {
            Pause.of(Duration.ofMillis(10));
        }
        Set<String> left = Footprint.since(before);
        note(THREADS, !left.isEmpty(), "left after closing: " + left);
    }
}

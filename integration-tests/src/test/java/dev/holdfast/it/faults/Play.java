package dev.holdfast.it.faults;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.tck.fake.History;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

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

    private Play(Cell cell, Stage stage, String old, UnaryOperator<DistributedCache> plant) {
        this.cell = cell;
        this.stage = stage;
        this.url = cell.composition().url(stage.url(), old);
        this.plant = plant;
    }

    /**
     * Plays it.
     *
     * @param cell which
     * @param stage its servers, whole
     * @param old where the healthy old servers are, for compositions that have some
     * @param seed for what is called
     * @param plant plants a fault above the caches, or none
     */
    static Findings of(Cell cell, Stage stage, String old, long seed, UnaryOperator<DistributedCache> plant)
            throws Exception {
        return new Play(cell, stage, old, plant).play(seed);
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
        try (Stalls stalls = new Stalls()) {
            long start = history.now();
            boolean countsAreRead = !cell.composition().mayDisagree();
            applications.forEach(application -> application.start(history, seed, countsAreRead));
            Pause.of(CALM);
            boolean calm = departures(applications) == 0;
            long begun = calm ? history.now() : start;
            long begunNanos = System.nanoTime();
            long hidden = hidden(applications);
            cause(losses);
            long caused = System.nanoTime();
            Pause.of(cell.mishap().duration());
            stage.heal(cell.mishap(), losses);
            long healed = stage.isOver(cell.mishap()) ? caused : System.nanoTime();
            awaitReconciled(applications);
            long agreed = calmDown(applications, history);
            long calmUntil = history.now();
            long departures = departures(applications);
            List<Call> calls = new ArrayList<>();
            for (Application application : applications) {
                calls.addAll(application.end());
            }
            if (cell.composition().mayDisagree()) {
                if (departures > 0) {
                    history.mayDisagree(Keys::isValue, begun, agreed);
                }
                if (departures(applications) != departures) { // in the last call of all
                    history.mayDisagree(Keys::isValue, calmUntil, history.now());
                }
            }
            boolean struck = cell.mishap() == Mishap.CLOCK_JUMP
                    ? stalls.within(begunNanos, healed) > StoppedProcess.JUMP.toNanos() / 2
                    : stage.isHidden(cell.mishap())
                            || hidden(applications) > hidden
                            || calls.stream().anyMatch(call -> call.failed() && call.endNanos() > begunNanos);
            note(STRUCK, !struck, "nothing showed that anything went wrong");
            return new Evidence(cell, history, stage.rules(), calls, healed, stalls).excused(stage, begunNanos);
        }
    }

    private void awaitReconciled(List<Application> applications) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!applications.stream().allMatch(Application::isReconciled)) {
            if (System.nanoTime() > until) {
                note(Invariant.RECOVERY.name(), true, "not reconciled 10 s after the servers' return");
                return;
            }
            Pause.of(Duration.ofMillis(5));
        }
    }

    /** Lets them go on; the last moment at which not all was well. */
    private static long calmDown(List<Application> applications, History history) {
        long until = System.nanoTime() + AFTERWARDS.toNanos();
        long agreed = history.now();
        long departures = 0;
        while (System.nanoTime() < until) {
            long now = departures(applications);
            boolean reconciled = applications.stream().allMatch(Application::isReconciled);
            agreed = now == departures && reconciled ? agreed : history.now();
            departures = now;
            Pause.of(Duration.ofMillis(2));
        }
        return agreed;
    }

    private static long departures(List<Application> applications) {
        return applications.stream().mapToLong(Application::departures).sum();
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
                evidence.recovery());
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

package dev.holdfast.cache.tck.fake;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Scene} once for every order in which the steps of its actors can be taken, and fails with the first
 * order under which the scene does: what a stress test meets by luck, this meets for certain.
 *
 * <pre>{@code
 * Interleavings.all().explore(scene -> {
 *     DistributedCache store = scene.shared("store", openStore());
 *     scene.actor("A", () -> new CacheUnderTest(store).set("k", one, ttl));
 *     scene.actor("B", () -> new CacheUnderTest(store).delete("k"));
 *     scene.afterwards(() -> assertThat(...));
 * });
 * }</pre>
 *
 * <p>Depth first over the choices of who is next, each run replaying the choices of the last one up to the one that is
 * taken differently; exactly one thread runs at a time. Where all orders are too many, {@link #preemptions} bounds how
 * often an actor is interrupted that could have gone on; most errors need two such interruptions at most (Musuvathi,
 * Qadeer: Iterative context bounding, PLDI 2007). A failure is reported with the fewest interruptions that bring it
 * about. Immutable.
 */
public final class Interleavings {
    private static final long DEFAULT_RUNS = 100_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int preemptions;
    private final long runs;
    private final Duration patience;

    private Interleavings(int preemptions, long runs, Duration patience) {
        this.preemptions = preemptions;
        this.runs = runs;
        this.patience = patience;
    }

    /** What a search came to. */
    private record Search(long runs, @Nullable Run failed, boolean complete) {}

    /**
     * Every order, of which there may be {@value #DEFAULT_RUNS}.
     *
     * @return the exploration
     */
    public static Interleavings all() {
        return new Interleavings(Integer.MAX_VALUE, DEFAULT_RUNS, PATIENCE);
    }

    /**
     * Only orders in which an actor that could go on is interrupted so many times at most, all actors together.
     *
     * @param atMost 0 or more
     * @return the bounded exploration
     * @throws IllegalArgumentException if it is negative
     */
    public Interleavings preemptions(int atMost) {
        if (atMost < 0) {
            throw new IllegalArgumentException("there can't be fewer than no preemptions: " + atMost);
        }
        return new Interleavings(atMost, runs, patience);
    }

    /**
     * How many runs there may be; a scene that needs more fails, so that no bound is met in silence.
     *
     * @param atMost 1 or more
     * @return the bounded exploration
     * @throws IllegalArgumentException if it is not positive
     */
    public Interleavings runs(long atMost) {
        if (atMost < 1) {
            throw new IllegalArgumentException("there must be a run at least, not " + atMost);
        }
        return new Interleavings(preemptions, atMost, patience);
    }

    /** Takes an actor for stuck when nothing has gone on for so long. */
    Interleavings patience(Duration newPatience) {
        return new Interleavings(preemptions, runs, newPatience);
    }

    /**
     * Runs the scene in every order.
     *
     * @param scene sets the scene up, afresh for each run: nothing may outlive one, and nothing but the order of steps
     *     may differ between two
     * @return how many orders there were
     * @throws FailedRun if an actor or a check afterwards failed in one of them
     * @throws AssertionError if there are more than the allowed number of runs
     */
    public long explore(Consumer<Scene> scene) {
        try (Cast cast = new Cast(patience)) {
            Search search = search(cast, scene);
            if (search.failed() != null) {
                throw report(cast, scene, simplest(cast, scene, search.failed()));
            }
            if (!search.complete()) {
                throw new AssertionError("there are more than " + runs + " orders: make the scene smaller, bound the"
                        + " preemptions, or allow more runs");
            }
            return search.runs();
        }
    }

    /**
     * Runs the scene in one order, such as a {@link FailedRun} told.
     *
     * @param schedule the names of the actors in the order of their steps, parted by spaces; where it ends, each actor
     *     goes on to its end
     * @param scene sets the scene up
     * @throws FailedRun if it fails, as {@link #explore} does, or if the schedule names an actor that is not there or
     *     has ended
     */
    public static void replay(String schedule, Consumer<Scene> scene) {
        try (Cast cast = new Cast(PATIENCE)) {
            Run run = new Run(cast, new Script(schedule), Integer.MAX_VALUE, true);
            run.play(scene);
            if (run.failure() != null) {
                throw new FailedRun(run.failure(), run.schedule(), run.trace());
            }
        }
    }

    private Search search(Cast cast, Consumer<Scene> scene) {
        Choices choices = new Choices();
        for (long done = 1; done <= runs; done++) {
            Run run = new Run(cast, choices, preemptions, false);
            run.play(scene);
            if (run.failure() != null) {
                return new Search(done, run, false);
            }
            if (!choices.next()) {
                return new Search(done, null, true);
            }
        }
        return new Search(runs, null, false);
    }

    /** A failure of fewer preemptions than that one, where there is one. */
    private Run simplest(Cast cast, Consumer<Scene> scene, Run found) {
        for (int fewer = 0; fewer < found.preemptions() && !cast.isBroken(); fewer++) {
            Run failed = preemptions(fewer).search(cast, scene).failed();
            if (failed != null) {
                return failed;
            }
        }
        return found;
    }

    /** Traces are not kept in every run: the failed one is run again to tell what happened. */
    private static FailedRun report(Cast cast, Consumer<Scene> scene, Run failed) {
        Throwable failure = failed.failureOrThrow();
        if (cast.isBroken()) {
            return new FailedRun(failure, failed.schedule(), List.of("(not run again)"));
        }
        Run again = new Run(cast, new Script(failed.schedule()), Integer.MAX_VALUE, true);
        again.play(scene);
        if (again.failure() == null) {
            return new FailedRun(
                    failure, failed.schedule(), List.of("(run again it did not fail: the scene is not deterministic)"));
        }
        return new FailedRun(again.failureOrThrow(), again.schedule(), again.trace());
    }
}

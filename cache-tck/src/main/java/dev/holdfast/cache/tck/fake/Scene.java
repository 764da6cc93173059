package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.DistributedCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The world of one run of {@link Interleavings}: shared caches, actors that use them, and what must hold afterwards.
 *
 * <p>An actor stands for a process, or for what a process does in the background, such as repairing: it has its own
 * objects and plain code, which runs without interruption but for its steps. Every call on a {@link #shared} cache is
 * one step, bulk calls too; so are {@link #step} and {@link #advance}. An actor's code before its first step runs with
 * that step, code after a step runs with the step before. So actors must not wait for each other, and objects under
 * test that two actors share must not hold a lock during a step: a run that gets stuck fails.
 *
 * <p>What the code that sets the scene up and the checks call is no step. A call on a shared cache from any other
 * thread fails: a run could not be repeated.
 */
public final class Scene {
    private final Run run;
    private final History history;
    private final List<Runnable> checks = new ArrayList<>();

    Scene(Run run) {
        this.run = run;
        this.history = new History(run);
    }

    /** What an actor does. */
    @FunctionalInterface
    public interface Play {
        /**
         * Acts.
         *
         * @throws Exception any failure fails the run
         */
        void run() throws Exception;
    }

    /**
     * A cache that actors share, as processes share a server.
     *
     * @param name for the trace
     * @param cache where the calls go
     * @return the cache for the actors, each call on which is a step
     */
    public DistributedCache shared(String name, DistributedCache cache) {
        return SteppingCache.of(name, cache, run);
    }

    /**
     * Adds an actor.
     *
     * @param name its own, without spaces
     * @param play what it does
     */
    public void actor(String name, Play play) {
        run.add(name, Objects.requireNonNull(play, "play"));
    }

    /**
     * Has the actor that calls this take a step that is not a call on a shared cache, such as breaking a server.
     *
     * @param what for the trace
     * @param action what happens in this step
     */
    public void step(String what, Runnable action) {
        step(() -> what, () -> {
            action.run();
            return Shown.DONE;
        });
    }

    /**
     * Has the actor that calls this let time pass, as a step; the {@link #history()} knows of it.
     *
     * @param ticker the clock of the caches
     * @param duration how much
     */
    public void advance(FakeTicker ticker, Duration duration) {
        history.passes(duration, () -> step("time passes by " + duration, () -> ticker.advance(duration)));
    }

    private <T> T step(Supplier<String> what, Supplier<T> action) {
        try {
            return run.step(what, action::get);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a supplier throws no checked exception", e);
        }
    }

    /**
     * What was called and answered in this run; takes its times from the steps. A call of no step happened right after
     * the step before it.
     *
     * @return the history of this run
     */
    public History history() {
        return history;
    }

    /**
     * Adds a check to be made when all actors have ended.
     *
     * @param check fails the run by throwing
     */
    public void afterwards(Runnable check) {
        checks.add(Objects.requireNonNull(check, "check"));
    }

    void check() {
        checks.forEach(Runnable::run);
    }

    /** How many checks there are. */
    @Override
    public @Nullable String toString() {
        return "Scene with " + checks.size() + " checks";
    }
}

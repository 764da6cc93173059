package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a scene. An actor that comes to a step chooses who takes the next one, and passes the baton on if that is
 * another; so all fields are used by one thread at a time; the director looks at the clock to see
 * that things go on.
 */
final class Run implements Moments {
    /** Far more than a scene can have whose orders are counted; who takes more does not end. */
    private static final int MOST_STEPS = 10_000;

    private final Cast cast;
    private final Chooser chooser;
    private final int mostPreemptions;
    private final boolean traced;
    private final List<Actor> actors = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private final List<Actor> schedule = new ArrayList<>();
    private @Nullable Actor current;
    private int preemptions;
    private final AtomicLong clock = new AtomicLong();
    private @Nullable Throwable failure;
    private volatile boolean abandoned;

    Run(Cast cast, Chooser chooser, int mostPreemptions, boolean traced) {
        this.cast = cast;
        this.chooser = chooser;
        this.mostPreemptions = mostPreemptions;
        this.traced = traced;
    }

    /** Has the director set the scene up, see it played and check it. */
    void play(Consumer<Scene> setUp) {
        Scene scene = new Scene(this);
        try {
            setUp.accept(scene);
            if (actors.isEmpty()) {
                throw new IllegalStateException("the scene has no actors");
            }
            cast.play(this);
            cast.pass(choose().thread());
            cast.awaitDirector(clock::get);
            if (failure == null) {
                chooser.ended();
                scene.check();
            }
        } catch (Exception | AssertionError e) {
            failure = e;
        }
        abandonThoseUnderWay();
    }

    void add(String name, Scene.Play play) {
        if (name.isBlank()
                || name.contains(" ")
                || actors.stream().anyMatch(a -> a.name().equals(name))) {
            throw new IllegalArgumentException("an actor needs a name of its own, without spaces, not '" + name + "'");
        }
        actors.add(new Actor(name, play, cast.worker(actors.size())));
    }

    private void abandonThoseUnderWay() {
        abandoned = true;
        for (Actor actor : actors) {
            if (actor.isUnderWay() && !cast.isBroken()) {
                cast.pass(actor.thread());
                cast.awaitDirector(clock::get);
            }
        }
    }

    private Actor choose() {
        if (schedule.size() == MOST_STEPS) {
            throw new IllegalStateException("the run does not end: " + MOST_STEPS + " steps were taken");
        }
        Actor last = current;
        boolean couldGoOn = last != null && !last.hasEnded();
        List<Actor> options = new ArrayList<>(actors.size());
        if (last != null && couldGoOn) {
            options.add(last);
        }
        if (!couldGoOn || preemptions < mostPreemptions) {
            for (Actor actor : actors) {
                if (actor != last && !actor.hasEnded()) {
                    options.add(actor);
                }
            }
        }
        Actor next = options.get(chooser.choose(options));
        preemptions += couldGoOn && next != last ? 1 : 0;
        schedule.add(next);
        next.choose();
        current = next;
        return next;
    }

    /** Plays the actor of this thread to its end. */
    void act(Thread thread) {
        Actor self = actorOf(thread);
        Thread next = cast.director();
        try {
            self.play();
            self.end();
            if (actors.stream().anyMatch(actor -> !actor.hasEnded())) {
                next = choose().thread();
            }
        } catch (Cast.Abandoned e) {
            next = cast.director();
        } catch (Throwable e) {
            failure = failure == null ? e : failure;
        }
        self.end();
        clock.incrementAndGet();
        cast.pass(next);
    }

    private Actor actorOf(Thread thread) {
        for (Actor actor : actors) {
            if (actor.thread() == thread) {
                return actor;
            }
        }
        throw new IllegalStateException("the thread " + thread.getName() + " is no actor's: a cache under exploration"
                + " must do all its work in the steps of actors");
    }

    /** Takes a step as the actor of this thread, once it is its turn. The director's calls are no steps. */
    <T extends @Nullable Object> T step(Supplier<String> what, Callable<T> call) throws Exception {
        if (Thread.currentThread() == cast.director()) {
            return call.call();
        }
        Actor self = actorOf(Thread.currentThread());
        awaitTurn(self);
        long now = clock.incrementAndGet();
        self.stepTimes().add(now);
        return traced ? traced(now + "  " + self + "  " + what.get(), call) : call.call();
    }

    private void awaitTurn(Actor self) {
        if (!abandoned && !self.useStep()) {
            Actor next = choose();
            if (next != self) {
                cast.pass(next.thread());
                cast.await();
            }
            self.useStep();
        }
        if (abandoned) {
            throw new Cast.Abandoned();
        }
    }

    private <T extends @Nullable Object> T traced(String what, Callable<T> call) throws Exception {
        try {
            T answer = call.call();
            trace.add(what + " → " + Shown.answer(answer));
            return answer;
        } catch (Exception e) {
            trace.add(what + " → " + Shown.failure(e));
            throw e;
        }
    }

    @Override
    public long mark() {
        Thread thread = Thread.currentThread();
        return thread == cast.director() ? 0 : actorOf(thread).stepTimes().size();
    }

    @Override
    public long invoked(long mark) {
        List<Long> times = stepTimes();
        return mark < times.size() ? times.get((int) mark) : clock.incrementAndGet();
    }

    @Override
    public long answered(long mark) {
        List<Long> times = stepTimes();
        return mark < times.size() ? times.get(times.size() - 1) : clock.incrementAndGet();
    }

    private List<Long> stepTimes() {
        Thread thread = Thread.currentThread();
        return thread == cast.director() ? List.of() : actorOf(thread).stepTimes();
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    Throwable failureOrThrow() {
        if (failure == null) {
            throw new IllegalStateException("the run did not fail");
        }
        return failure;
    }

    int preemptions() {
        return preemptions;
    }

    List<String> trace() {
        return trace;
    }

    String schedule() {
        return String.join(" ", schedule.stream().map(Actor::name).toList());
    }
}

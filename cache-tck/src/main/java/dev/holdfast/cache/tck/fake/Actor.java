package dev.holdfast.cache.tck.fake;

import java.util.ArrayList;
import java.util.List;

/** One of those who act in a run: a script, and how far it has come. Used by one thread at a time. */
final class Actor {
    private final String name;
    private final Scene.Play play;
    private final Thread thread;
    private final List<Long> stepTimes = new ArrayList<>();
    private boolean mayStep;
    private boolean begun;
    private boolean ended;

    Actor(String name, Scene.Play play, Thread thread) {
        this.name = name;
        this.play = play;
        this.thread = thread;
    }

    String name() {
        return name;
    }

    Thread thread() {
        return thread;
    }

    void play() throws Exception {
        begun = true;
        play.run();
    }

    /** When it took each of its steps so far. */
    List<Long> stepTimes() {
        return stepTimes;
    }

    /** It was chosen to take a step. */
    void choose() {
        mayStep = true;
    }

    /** Uses the step it was chosen for up; false if there is none left. */
    boolean useStep() {
        boolean may = mayStep;
        mayStep = false;
        return may;
    }

    void end() {
        ended = true;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isUnderWay() {
        return begun && !ended;
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link FaultPlan} written down call by call; when it is played to its end, calls pass, or meet what
 * {@link #afterwards} says. Each method answers a new script that starts at its beginning.
 */
public final class FaultScript implements FaultPlan {
    private final List<CallFault> steps;
    private final CallFault rest;
    private final AtomicInteger turn = new AtomicInteger();

    FaultScript() {
        this(List.of(), CallFault.pass());
    }

    private FaultScript(List<CallFault> steps, CallFault rest) {
        this.steps = steps;
        this.rest = Objects.requireNonNull(rest, "fault");
    }

    /**
     * The next call meets this.
     *
     * @param fault the fault, or {@link CallFault#pass()}
     * @return the longer script
     */
    public FaultScript next(CallFault fault) {
        return next(1, fault);
    }

    /**
     * Each of the next calls meets this.
     *
     * @param calls how many, zero or more
     * @param fault the fault, or {@link CallFault#pass()}
     * @return the longer script
     * @throws IllegalArgumentException if the number is negative
     */
    public FaultScript next(int calls, CallFault fault) {
        List<CallFault> longer = new ArrayList<>(steps);
        longer.addAll(Collections.nCopies(calls, Objects.requireNonNull(fault, "fault")));
        return new FaultScript(longer, rest);
    }

    /**
     * All calls after the script meet this.
     *
     * @param fault the fault, or {@link CallFault#pass()}, as is the default
     * @return the script with this end
     */
    public FaultScript afterwards(CallFault fault) {
        return new FaultScript(steps, fault);
    }

    @Override
    public CallFault faultFor(Operation operation) {
        int step = turn.getAndUpdate(played -> Math.min(played + 1, steps.size()));
        return step < steps.size() ? steps.get(step) : rest;
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Operation;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Which call meets which {@link CallFault}; asked once a call, in the order of the calls. Safe for any number of threads.
 *
 * <pre>{@code
 * FaultPlan.script().next(failBefore()).next(pass()).next(hang())
 * FaultPlan.seeded(42).with(0.05, loseAnswer()).with(0.01, hang()).onlyFor(INCR, DECR)
 * FaultPlan.untilFurtherNotice(hang())
 * }</pre>
 *
 * <p>Any lambda is a plan too: {@code operation -> operation.isRead() ? pass() : failBefore()}.
 */
@FunctionalInterface
public interface FaultPlan {
    /**
     * The fault of the next call.
     *
     * @param operation what is called
     * @return its fault, {@link CallFault#pass()} for none
     */
    CallFault faultFor(Operation operation);

    /**
     * A network in good health.
     *
     * @return a plan under which every call passes
     */
    static FaultPlan none() {
        return untilFurtherNotice(CallFault.pass());
    }

    /**
     * One fault for every call, until the cache is given another plan.
     *
     * @param fault what every call meets
     * @return the plan
     */
    static FaultPlan untilFurtherNotice(CallFault fault) {
        Objects.requireNonNull(fault, "fault");
        return operation -> fault;
    }

    /**
     * A plan that is written down call by call.
     *
     * @return an empty script: every call passes
     */
    static FaultScript script() {
        return new FaultScript();
    }

    /**
     * A plan that throws dice, the same for the same sequence of calls.
     *
     * @param seed where the dice start
     * @return dice without faults yet: every call passes
     */
    static SeededFaults seeded(long seed) {
        return new SeededFaults(seed);
    }

    /**
     * This plan for some operations alone; the others pass, without taking a turn of a script or a throw of the dice.
     *
     * @param first an operation this plan is for
     * @param more the others
     * @return the narrower plan
     */
    default FaultPlan onlyFor(Operation first, Operation... more) {
        Set<Operation> chosen = EnumSet.of(first, more);
        return operation -> chosen.contains(operation) ? faultFor(operation) : CallFault.pass();
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A {@link FaultPlan} that throws dice once a call: the same seed gives the same faults to the same sequence of calls,
 * on every JDK. Each method answers new dice that start at their beginning.
 */
public final class SeededFaults implements FaultPlan {
    private final long seed;
    private final Map<CallFault, Double> upTo;

    /** {@link Random} and not a newer generator: its algorithm is part of its specification. */
    private final Random dice;

    SeededFaults(long seed) {
        this(seed, Map.of());
    }

    private SeededFaults(long seed, Map<CallFault, Double> upTo) {
        this.seed = seed;
        this.upTo = upTo;
        this.dice = new Random(seed);
    }

    /**
     * Adds a fault.
     *
     * @param probability how likely a call meets it, 0 to 1; all faults together at most 1
     * @param fault the fault
     * @return the dice with one more fault
     * @throws IllegalArgumentException if the probability, or the sum of all, is outside 0 to 1, or the fault is
     *     there already
     */
    public SeededFaults with(double probability, CallFault fault) {
        double others =
                upTo.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        // a sum such as ten times 0.1 may be a rounding error beyond 1
        if (!(probability >= 0 && others + probability <= 1 + 1e-9)) {
            throw new IllegalArgumentException(
                    "probabilities must be 0 to 1 together, not " + others + " and " + probability);
        }
        Map<CallFault, Double> more = new LinkedHashMap<>(upTo);
        if (more.put(Objects.requireNonNull(fault, "fault"), others + probability) != null) {
            throw new IllegalArgumentException("'" + fault + "' has a probability already");
        }
        return new SeededFaults(seed, more);
    }

    @Override
    public CallFault faultFor(Operation operation) {
        double thrown = dice.nextDouble();
        for (Map.Entry<CallFault, Double> entry : upTo.entrySet()) {
            if (thrown < entry.getValue()) {
                return entry.getKey();
            }
        }
        return CallFault.pass();
    }
}

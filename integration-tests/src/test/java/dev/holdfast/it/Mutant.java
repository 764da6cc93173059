package dev.holdfast.it;

import dev.holdfast.cache.DistributedCache;
import java.util.function.UnaryOperator;

/**
 * A cache with one deliberate fault.
 *
 * @param fault what is wrong with it
 * @param clause the clause whose tests must find it
 * @param planted plants it
 */
record Mutant(String fault, String clause, UnaryOperator<DistributedCache> planted) {
    @Override
    public String toString() {
        return clause + ": " + fault;
    }
}

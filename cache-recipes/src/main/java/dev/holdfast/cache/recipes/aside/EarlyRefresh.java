package dev.holdfast.cache.recipes.aside;

import java.util.random.RandomGenerator;

/**
 * When a value that is still fresh is loaded anew in the background, so that nobody ever waits for a popular one. Asked
 * on every hit: quick, safe for any number of threads, and never throwing.
 */
@FunctionalInterface
public interface EarlyRefresh {
    /**
     * Whether to begin now.
     *
     * @param ageMillis since the value was stored, under its TTL
     * @param ttlMillis how long it is fresh
     * @param loadMillis how long its last load took
     * @param random where chance comes from
     * @return true to load in the background
     */
    boolean isDue(long ageMillis, long ttlMillis, long loadMillis, RandomGenerator random);

    /**
     * Never early.
     *
     * @return always the same
     */
    static EarlyRefresh none() {
        return NoEarlyRefresh.NONE;
    }

    /**
     * With the first read after that part of the TTL.
     *
     * @param fraction of the TTL, between 0 and 1, such as 0.8
     * @return the rule
     * @throws IllegalArgumentException if it is outside
     */
    static EarlyRefresh after(double fraction) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException(
                    "an early refresh must be due after a part of the TTL between 0 and 1, not " + fraction);
        }
        return (age, ttl, load, random) -> age >= fraction * ttl;
    }

    /**
     * By chance, the likelier the nearer the expiry and the slower the load: the probability at a read with t left is
     * e<sup>−t/βδ</sup>, δ being what the last load took. XFetch of Vattani, Chierichetti, Lowenstein: Optimal
     * Probabilistic Cache Stampede Prevention (VLDB 2015).
     *
     * @param beta 1 is the paper's optimum; more is earlier; over 0
     * @return the rule
     * @throws IllegalArgumentException if it is not positive
     */
    static EarlyRefresh xfetch(double beta) {
        if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("beta must be a number over 0, not " + beta);
        }
        return (age, ttl, load, random) -> age - beta * load * Math.log(1 - random.nextDouble()) >= ttl;
    }
}

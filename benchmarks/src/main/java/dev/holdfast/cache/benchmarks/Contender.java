package dev.holdfast.cache.benchmarks;

/**
 * One who competes in a group: a constant of the enum that the group's JMH class takes as its parameter
 * {@value Group#CONTENDER}.
 */
public interface Contender {
    /**
     * The constant's name.
     *
     * @return as JMH takes it
     */
    String name();

    /**
     * Who it is.
     *
     * @return as tables show it
     */
    String title();
}

package dev.holdfast.cache.tck.fake;

import java.util.List;

/** Says which actor takes the next step. */
interface Chooser {
    /**
     * Chooses.
     *
     * @param options who can, one at least; first the one that took the last step, if it can
     * @return the index of the one
     */
    int choose(List<Actor> options);

    /**
     * The run has ended well.
     *
     * @throws IllegalStateException if it was to go on
     */
    void ended();
}

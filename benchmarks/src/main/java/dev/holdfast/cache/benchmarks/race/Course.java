package dev.holdfast.cache.benchmarks.race;

import java.util.List;

/**
 * A group: contenders, and what they are compared at. Every contender makes a course of its own, in its own class loader;
 * a course must therefore be found by its name alone.
 */
public interface Course {
    /**
     * Its name.
     *
     * @return what the command line calls it
     */
    String name();

    /**
     * Its title.
     *
     * @return what the report calls it
     */
    String title();

    /**
     * Who competes.
     *
     * @return in the order of tables; the first is the baseline
     */
    List<? extends Contender> contenders();

    /**
     * What they are compared at.
     *
     * @param scale how much
     * @return in the order of tables
     */
    List<Contest> contests(Scale scale);

    /**
     * How many rounds each contest has in each JVM.
     *
     * @param scale how much
     * @return the usual number; more where a small difference is to be seen
     */
    default int rounds(Scale scale) {
        return scale.rounds();
    }

    /**
     * What runs beside them.
     *
     * @return which servers, for all contenders together
     */
    default Ground ground() {
        return Ground.NOTHING;
    }

    /**
     * How often the length of a single call is taken.
     *
     * @return a power of two: every so many calls; 1 where a call takes microseconds
     */
    default int sampling() {
        return 1;
    }

    /**
     * Opens a contender.
     *
     * @param name of one of {@link #contenders()}
     * @param where it is to go
     * @return it
     * @throws Exception if it can't
     */
    Stand open(String name, Where where) throws Exception;
}

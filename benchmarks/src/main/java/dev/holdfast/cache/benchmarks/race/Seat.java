package dev.holdfast.cache.benchmarks.race;

/** A contender as the race sees it across class loaders: by types of the JDK, and this one. */
public interface Seat {
    /**
     * Gets ready for a contest.
     *
     * @param operation what will be called
     * @param threads by how many at once
     * @param virtual whether they are virtual threads
     * @throws Exception if the contender fails
     */
    void take(String operation, int threads, boolean virtual) throws Exception;

    /**
     * Calls for so long.
     *
     * @param nanos how long
     * @return how many calls were made, in how many nanoseconds, and within how many half and 99 in 100 of them were done
     * @throws Exception if a call fails
     */
    long[] play(long nanos) throws Exception;

    /**
     * Closes the contender.
     *
     * @throws Exception if that fails
     */
    void close() throws Exception;
}

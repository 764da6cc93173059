package dev.holdfast.cache.benchmarks.race;

/** A contender that is open. */
public interface Stand {
    /**
     * Gets ready for a contest, such as by storing what will be read.
     *
     * @param operation as a {@link Contest} names it
     * @return what will be called
     * @throws Exception if the contender fails
     */
    Work work(String operation) throws Exception;

    /**
     * Closes it.
     *
     * @throws Exception if the contender fails to
     */
    default void close() throws Exception {}
}

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

    /**
     * One that can do one thing.
     *
     * @param work what, whatever the operation is called
     * @param end closed with it
     * @return it
     */
    static Stand of(Work work, AutoCloseable end) {
        return new Stand() {
            @Override
            public Work work(String operation) {
                return work;
            }

            @Override
            public void close() throws Exception {
                end.close();
            }
        };
    }
}

package dev.holdfast.cache.benchmarks.race;

/**
 * One table: an operation, called by so many threads at once.
 *
 * @param operation what is called
 * @param threads how many callers
 * @param virtual whether they are virtual threads
 */
public record Contest(String operation, int threads, boolean virtual) {
    /**
     * With platform threads.
     *
     * @param operation what is called
     * @param threads how many callers
     * @return it
     */
    public static Contest of(String operation, int threads) {
        return new Contest(operation, threads, false);
    }

    /**
     * As headings and the first column of results show it.
     *
     * @return such as {@code get, 32 threads}
     */
    public String title() {
        return operation + ", " + threads + (virtual ? " virtual" : "") + (threads == 1 ? " thread" : " threads");
    }

    /**
     * Whether the JVM at hand can play it.
     *
     * @return false where virtual threads are missing
     */
    public boolean isPlayable() {
        return !virtual || Runtime.version().feature() >= 21;
    }
}

package dev.holdfast.cache.benchmarks.race;

/** One who competes in a group: a constant of the group's enum. */
public interface Contender {
    /**
     * The constant's name.
     *
     * @return as results name it
     */
    String name();

    /**
     * Who it is.
     *
     * @return as tables show it
     */
    String title();

    /**
     * Whether it can do something.
     *
     * @param operation as a {@link Contest} names it
     * @return false for what it lacks; it is missing in that table then
     */
    default boolean can(String operation) {
        return true;
    }

    /**
     * Whether it is ours.
     *
     * @return true to have it stand out in tables and charts
     */
    default boolean isOurs() {
        return name().startsWith("OURS");
    }
}

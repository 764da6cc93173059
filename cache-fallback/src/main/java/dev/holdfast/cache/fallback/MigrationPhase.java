package dev.holdfast.cache.fallback;

/**
 * Where a migration from an old cache to a new one stands.
 *
 * <p>Every key has one place that holds its truth. Through {@link #FALLBACK} that is the old cache, so that whatever
 * the new servers do nothing is lost; in {@link #DRAIN} the truth moves to the new cache, key by key. Two processes
 * may be in equal phases or in neighbouring ones, never further apart; each step can be taken back until the old
 * servers are switched off.
 */
public enum MigrationPhase {
    /** Old alone; new is not spoken to. The wrapper is deployed and changes nothing. */
    OLD_ONLY,

    /**
     * Old answers. What is written takes the copy that new may hold with it, and forward marks are followed: every
     * process must do both before any reads new.
     */
    MIRROR,

    /**
     * New answers what it holds a copy of, old the rest, which is then copied. Writes go to old and take the copy out
     * of new. New may fail, or be emptied, without loss.
     */
    FALLBACK,

    /**
     * New answers; what it lacks is looked for in old and moved. A key that is written is moved first. Old empties,
     * save for marks that tell processes still in {@link #FALLBACK} where a key went.
     */
    DRAIN,

    /** New alone; old is not spoken to and can be switched off. */
    NEW_ONLY;

    /**
     * Whether a process in this phase and one in the other may serve the same keys at once.
     *
     * @param other the other's phase
     * @return true for equal and neighbouring phases
     */
    @SuppressWarnings("EnumOrdinal") // the order of the constants is the order of the steps
    public boolean mayCoexistWith(MigrationPhase other) {
        return Math.abs(ordinal() - other.ordinal()) <= 1;
    }

    /** The neighbour in that direction; this one if the other is this. */
    @SuppressWarnings("EnumOrdinal")
    MigrationPhase stepTowards(MigrationPhase other) {
        return values()[ordinal() + Integer.signum(other.ordinal() - ordinal())];
    }
}

package dev.holdfast.it.faults;

import dev.holdfast.cache.tck.fake.EntryRules;
import dev.holdfast.cache.tck.fake.History;

/** Real servers, the way to them, and what can go wrong with both. */
interface Stage extends AutoCloseable {
    /** Where a driver finds them. */
    String url();

    /** Returns when the last mishap is forgotten, and this one can strike. */
    default void prepare(Mishap mishap) {}

    /** Lets it go wrong; may take a while. */
    void cause(Mishap mishap, Losses losses);

    /** Whether that is all, so that the servers serve again from then on. */
    default boolean isOver(Mishap mishap) {
        return mishap == Mishap.RESTART_EMPTY || mishap == Mishap.RESET_MID_REPLY || mishap == Mishap.CLOCK_JUMP;
    }

    /** Whether no call need notice: there is another server for what is asked. */
    default boolean isHidden(Mishap mishap) {
        return mishap == Mishap.FAILOVER || mishap == Mishap.SLOT_MIGRATION;
    }

    /** Ends it, and returns when the servers serve again. */
    void heal(Mishap mishap, Losses losses);

    /** What the backend is known to do besides, at any time. */
    default EntryRules rules() {
        return EntryRules.strict().withCasByValue().withoutLateWrites();
    }

    /** Notes what it is known to do besides in the time in which not all was well. */
    default void excuse(Mishap mishap, History history, long from, long until) {}

    @Override
    void close();
}

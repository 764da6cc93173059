package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the single cache of {@link History#check} may do besides what it is told. {@link #strict()} allows nothing: an
 * entry is there from its write to its deadline, and every write changes what a token stands for; but a call of unknown
 * outcome may take effect at any later time. Immutable.
 *
 * @param loss whether an entry may vanish at any time, as by eviction; it never comes back then
 * @param early how long before its deadline an entry may vanish
 * @param late how long after its deadline an entry may still be there
 * @param casByValue whether a token stands for bytes, so that a rewrite with equal bytes passes as unchanged
 * @param falseChanges whether {@code CHANGED} may be answered though nothing was
 * @param lateWrites whether a call of unknown outcome may take effect after later ones of its actor
 */
public record EntryRules(
        boolean loss, Duration early, Duration late, boolean casByValue, boolean falseChanges, boolean lateWrites) {
    private static final EntryRules STRICT = new EntryRules(false, Duration.ZERO, Duration.ZERO, false, false, true);

    /**
     * Checks that no duration is null or negative.
     *
     * @param loss whether an entry may vanish at any time
     * @param early how long before its deadline an entry may vanish
     * @param late how long after its deadline an entry may still be there
     * @param casByValue whether a token stands for bytes
     * @param falseChanges whether {@code CHANGED} may be answered though nothing was
     * @param lateWrites whether a call of unknown outcome may take effect after later ones of its actor
     */
    public EntryRules {
        if (early.isNegative() || late.isNegative()) {
            throw new IllegalArgumentException("leeway is zero or more, not " + early + " and " + late);
        }
    }

    /**
     * Nothing is allowed besides.
     *
     * @return always the same
     */
    public static EntryRules strict() {
        return STRICT;
    }

    /**
     * Entries may vanish at any time.
     *
     * @return the rules with that leeway
     */
    public EntryRules withLoss() {
        return new EntryRules(true, early, late, casByValue, falseChanges, lateWrites);
    }

    /**
     * Entries may vanish that long before their deadline, or stay that long after it.
     *
     * @param before zero or more
     * @param after zero or more
     * @return the rules with that leeway
     */
    public EntryRules withExpiry(Duration before, Duration after) {
        return new EntryRules(loss, before, after, casByValue, falseChanges, lateWrites);
    }

    /**
     * A token stands for bytes.
     *
     * @return the rules with that leeway
     */
    public EntryRules withCasByValue() {
        return new EntryRules(loss, early, late, true, falseChanges, lateWrites);
    }

    /**
     * A token may be refused with {@code CHANGED} though nothing was changed.
     *
     * @return the rules with that leeway
     */
    public EntryRules withFalseChanges() {
        return new EntryRules(loss, early, late, casByValue, true, lateWrites);
    }

    /**
     * A call whose outcome is {@code UNKNOWN} takes no effect any more once a later call of the same actor has changed
     * the entry, and was answered.
     *
     * @return the rules without the leeway that late writes are else given
     */
    public EntryRules withoutLateWrites() {
        return new EntryRules(loss, early, late, casByValue, falseChanges, false);
    }

    /** What tells an entry from others with the same bytes; nothing where bytes are all that is compared. */
    int version(int event) {
        return casByValue ? 0 : event;
    }

    CasOutcome compare(EntryState state, Seen token) {
        EntryState.Entry entry = state.entry();
        if (entry == null) {
            return CasOutcome.MISSING;
        }
        if (casByValue) {
            return entry.value().equals(token.value()) ? CasOutcome.STORED : CasOutcome.CHANGED;
        }
        EntryState.Entry seen = state.seen().get(token.gets());
        return seen != null && seen.version() == entry.version() ? CasOutcome.STORED : CasOutcome.CHANGED;
    }

    /** What a call may find, where that is stored. */
    List<EntryState> views(EntryState state) {
        EntryState.Entry entry = state.entry();
        if (entry == null) {
            return List.of(state);
        }
        boolean mortal = entry.deadlineNanos() != Long.MAX_VALUE;
        long overdueNanos = mortal ? state.nowNanos() - entry.deadlineNanos() : Long.MIN_VALUE;
        if (mortal && overdueNanos >= late.toNanos()) {
            return List.of(state.absent());
        }
        boolean mayVanish = loss || (mortal && (overdueNanos >= 0 || -overdueNanos <= early.toNanos()));
        return mayVanish ? List.of(state, state.absent()) : List.of(state);
    }

    /** What is stored after the event if it found that; null if it can't have been answered so. */
    @Nullable
    EntryState after(Event event, EntryState found) {
        Specification.Effect effect = event.specification().apply(found, event.id(), this);
        if (event.unknown() || agree(effect.answer(), event.answer())) {
            return effect.next();
        }
        boolean falselyChanged =
                falseChanges && event.answer() == CasOutcome.CHANGED && effect.answer() == CasOutcome.STORED;
        return falselyChanged ? found : null;
    }

    private boolean agree(@Nullable Object expected, @Nullable Object answer) {
        if (expected instanceof Ttl left && answer instanceof Ttl told && !left.isForever() && !told.isForever()) {
            Duration tooLong = told.duration().minus(left.duration());
            return tooLong.compareTo(late) <= 0 && tooLong.negated().compareTo(early) <= 0;
        }
        return Objects.equals(expected, answer);
    }
}

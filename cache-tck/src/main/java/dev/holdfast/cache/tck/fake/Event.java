package dev.holdfast.cache.tck.fake;

import static java.lang.Boolean.FALSE;
import static java.lang.Boolean.TRUE;

import dev.holdfast.cache.CasOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One call on one key, and what it came to.
 *
 * @param id names it among all events, and the value it wrote
 * @param key what it was about; {@link #ALL_KEYS} for the passing of time
 * @param actor who called
 * @param text the call in words, without key
 * @param invoked before this moment it had no effect
 * @param answered after this moment it had no effect; {@link #NEVER} if that is unknown
 * @param ended when its caller went on
 * @param specification what a single cache would do
 * @param answer what was answered
 * @param unknown whether it failed and may have been carried out all the same
 */
record Event(
        int id,
        String key,
        String actor,
        String text,
        long invoked,
        long answered,
        long ended,
        Specification specification,
        @Nullable Object answer,
        boolean unknown) {
    static final long NEVER = Long.MAX_VALUE;
    static final String ALL_KEYS = "";

    static Event answered(
            int id,
            String key,
            String actor,
            String text,
            long invoked,
            long answered,
            Specification specification,
            @Nullable Object answer) {
        return new Event(id, key, actor, text, invoked, answered, answered, specification, answer, false);
    }

    /** As if its caller had not been answered. */
    Event doubted(String byActor) {
        return new Event(id, key, byActor, text, invoked, NEVER, ended, specification, "in doubt", true);
    }

    /** As if it had written that. */
    Event writing(String value) {
        return new Event(id, key, actor, text, invoked, answered, ended, specification.writing(value), answer, unknown);
    }

    /** Whether it was answered that it stored or removed something. */
    boolean wrote() {
        boolean changes = specification.writes() != null || specification.removes();
        return changes && !unknown && (answer == Shown.DONE || TRUE.equals(answer) || answer == CasOutcome.STORED);
    }

    /** Whether it was answered that nothing was there to be changed, or something else. */
    boolean didNothing() {
        return !unknown
                && (answer == null
                        || FALSE.equals(answer)
                        || answer == CasOutcome.CHANGED
                        || answer == CasOutcome.MISSING
                        || answer == Shown.NOT_A_COUNTER
                        || answer == Shown.TOO_LARGE);
    }

    boolean isRead() {
        return specification.reads() || specification == Specification.TTL;
    }

    boolean overlaps(long from, long until) {
        return invoked <= until && ended >= from;
    }

    boolean concerns(String aKey) {
        return key.equals(aKey) || key.equals(ALL_KEYS);
    }

    /** Such as {@code 3–5 A set 'v1' → done}. */
    @Override
    public String toString() {
        String until = answered == NEVER ? "…" : answered == invoked ? "" : "–" + answered;
        return invoked + until + "  " + actor + "  " + text + " → " + (unknown ? answer : Shown.answer(answer));
    }
}

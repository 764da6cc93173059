package dev.holdfast.cache.tck.fake;

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
        Specification specification,
        @Nullable Object answer,
        boolean unknown) {
    static final long NEVER = Long.MAX_VALUE;
    static final String ALL_KEYS = "";

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

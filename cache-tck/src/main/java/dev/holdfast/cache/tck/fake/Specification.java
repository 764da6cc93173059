package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.spi.CounterDigits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a single cache answers to a call on one key, and what is stored then. */
final class Specification {
    /** Reads. */
    static final Specification GET = reading((state, event, rules) -> new Effect(state.value(), state));

    /** Reads with a token: what was seen is kept for the call that brings the token back, if its value alone won't do. */
    static final Specification GETS = reading(
            (state, event, rules) -> new Effect(state.value(), rules.casByValue() ? state : state.seenBy(event)));

    /** Reads what is left of the time to live. */
    static final Specification TTL = other((state, event, rules) -> new Effect(state.remaining(), state));

    /** Removes. */
    static final Specification DELETE =
            removing((state, event, rules) -> new Effect(state.isPresent(), state.absent()));

    /** Removes in bulk, which does not answer what was there. */
    static final Specification REMOVE = removing((state, event, rules) -> new Effect(Shown.DONE, state.absent()));

    /** Does nothing to the entry; from here on no call of its actor that ended before takes effect. */
    static final Specification FENCE = other((state, event, rules) -> new Effect(Shown.DONE, state));

    private final Action action;
    private final boolean reads;
    private final boolean removes;
    private final @Nullable String writes;
    private final @Nullable Function<String, Action> writing;

    private Specification(Action action, boolean reads, boolean removes) {
        this.action = action;
        this.reads = reads;
        this.removes = removes;
        this.writes = null;
        this.writing = null;
    }

    private Specification(String writes, Function<String, Action> writing) {
        this.action = writing.apply(writes);
        this.reads = false;
        this.removes = false;
        this.writes = writes;
        this.writing = writing;
    }

    /**
     * What the call does.
     *
     * @param answer what is answered, null for absent
     * @param next what is stored then
     */
    record Effect(@Nullable Object answer, EntryState next) {}

    /** Carries a call out. */
    @FunctionalInterface
    private interface Action {
        Effect apply(EntryState state, int event, EntryRules rules);
    }

    private static Specification reading(Action action) {
        return new Specification(action, true, false);
    }

    private static Specification removing(Action action) {
        return new Specification(action, false, true);
    }

    /** The same, but what it stores is another value. */
    Specification writing(String other) {
        return writing == null ? this : new Specification(other, writing);
    }

    private static Specification other(Action action) {
        return new Specification(action, false, false);
    }

    /**
     * Carries the call out.
     *
     * @param state what is stored
     * @param event the call's number
     * @param rules how tokens are compared
     */
    Effect apply(EntryState state, int event, EntryRules rules) {
        return action.apply(state, event, rules);
    }

    /** What it stores when it does; null if it stores nothing, or what depends on what is there. */
    @Nullable
    String writes() {
        return writes;
    }

    /** Whether it answers with the value. */
    boolean reads() {
        return reads;
    }

    /** Whether it may remove the entry. */
    boolean removes() {
        return removes;
    }

    static Specification set(byte[] value, Ttl ttl) {
        return new Specification(
                text(value),
                text -> (state, event, rules) ->
                        new Effect(Shown.DONE, state.written(text, rules.version(event), ttl)));
    }

    static Specification add(byte[] value, Ttl ttl) {
        return new Specification(
                text(value),
                text -> (state, event, rules) -> new Effect(
                        !state.isPresent(),
                        state.isPresent() ? state : state.written(text, rules.version(event), ttl)));
    }

    static Specification replace(byte[] value, Ttl ttl) {
        return new Specification(
                text(value),
                text -> (state, event, rules) -> new Effect(
                        state.isPresent(), state.isPresent() ? state.written(text, rules.version(event), ttl) : state));
    }

    static Specification cas(byte[] value, Seen seen, Ttl ttl) {
        return new Specification(text(value), text -> (state, event, rules) -> {
            CasOutcome outcome = rules.compare(state, seen);
            return new Effect(outcome, outcome.applied() ? state.written(text, rules.version(event), ttl) : state);
        });
    }

    static Specification delete(Seen seen) {
        return removing((state, event, rules) -> {
            CasOutcome outcome = rules.compare(state, seen);
            return new Effect(outcome, outcome.applied() ? state.absent() : state);
        });
    }

    static Specification incr(long delta) {
        return other((state, event, rules) -> counted(state, rules.version(event), count -> count + delta));
    }

    static Specification decr(long delta) {
        return other(
                (state, event, rules) -> counted(state, rules.version(event), count -> Math.max(0, count - delta)));
    }

    /** Counts, or creates the counter. */
    static Specification orCreate(Specification counting, long initial, Ttl ttl) {
        String digits = Long.toString(initial);
        return other((state, event, rules) -> state.isPresent()
                ? counting.apply(state, event, rules)
                : new Effect(initial, state.written(digits, rules.version(event), ttl)));
    }

    private static Effect counted(EntryState state, int version, LongUnaryOperator counting) {
        String value = state.value();
        if (value == null) {
            return new Effect(null, state);
        }
        OptionalLong count = CounterDigits.parse(value.getBytes(StandardCharsets.ISO_8859_1));
        if (count.isEmpty()) {
            return new Effect(Shown.NOT_A_COUNTER, state);
        }
        long sum = counting.applyAsLong(count.getAsLong());
        return sum < 0
                ? new Effect(Shown.TOO_LARGE, state)
                : new Effect(sum, state.counted(Long.toString(sum), version));
    }

    static Specification touch(Ttl ttl) {
        return other((state, event, rules) -> new Effect(state.isPresent(), state.touched(ttl)));
    }

    static Specification getAndTouch(Ttl ttl) {
        return reading((state, event, rules) -> new Effect(state.value(), state.touched(ttl)));
    }

    static Specification passing(Duration duration) {
        return other((state, event, rules) -> new Effect(Shown.DONE, state.later(duration)));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}

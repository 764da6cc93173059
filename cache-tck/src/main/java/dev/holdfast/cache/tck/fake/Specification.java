package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.spi.CounterDigits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a single cache answers to a call on one key, and what is stored then. */
@FunctionalInterface
interface Specification {
    /** Reads. */
    Specification GET = (state, event, rules) -> new Effect(state.value(), state);

    /** Reads with a token: what was seen is kept for the call that brings the token back. */
    Specification GETS = (state, event, rules) -> new Effect(state.value(), state.seenBy(event));

    /** Reads what is left of the time to live. */
    Specification TTL = (state, event, rules) -> new Effect(state.remaining(), state);

    /** Removes. */
    Specification DELETE = (state, event, rules) -> new Effect(state.isPresent(), state.absent());

    /** Removes in bulk, which does not answer what was there. */
    Specification REMOVE = (state, event, rules) -> new Effect(Shown.DONE, state.absent());

    /**
     * What the call does.
     *
     * @param answer what is answered, null for absent
     * @param next what is stored then
     */
    record Effect(@Nullable Object answer, EntryState next) {}

    /**
     * Carries the call out.
     *
     * @param state what is stored
     * @param event the call's number
     * @param rules how tokens are compared
     */
    Effect apply(EntryState state, int event, EntryRules rules);

    static Specification set(byte[] value, Ttl ttl) {
        String text = text(value);
        return (state, event, rules) -> new Effect(Shown.DONE, state.written(text, event, ttl));
    }

    static Specification add(byte[] value, Ttl ttl) {
        String text = text(value);
        return (state, event, rules) ->
                new Effect(!state.isPresent(), state.isPresent() ? state : state.written(text, event, ttl));
    }

    static Specification replace(byte[] value, Ttl ttl) {
        String text = text(value);
        return (state, event, rules) ->
                new Effect(state.isPresent(), state.isPresent() ? state.written(text, event, ttl) : state);
    }

    static Specification cas(byte[] value, int gets, Ttl ttl) {
        String text = text(value);
        return (state, event, rules) -> {
            CasOutcome outcome = rules.compare(state, gets);
            return new Effect(outcome, outcome.applied() ? state.written(text, event, ttl) : state);
        };
    }

    static Specification delete(int gets) {
        return (state, event, rules) -> {
            CasOutcome outcome = rules.compare(state, gets);
            return new Effect(outcome, outcome.applied() ? state.absent() : state);
        };
    }

    static Specification incr(long delta) {
        return (state, event, rules) -> counted(state, event, count -> count + delta);
    }

    static Specification decr(long delta) {
        return (state, event, rules) -> counted(state, event, count -> Math.max(0, count - delta));
    }

    /** Counts, or creates the counter. */
    static Specification orCreate(Specification counting, long initial, Ttl ttl) {
        String digits = Long.toString(initial);
        return (state, event, rules) -> state.isPresent()
                ? counting.apply(state, event, rules)
                : new Effect(initial, state.written(digits, event, ttl));
    }

    private static Effect counted(EntryState state, int event, LongUnaryOperator counting) {
        String value = state.value();
        if (value == null) {
            return new Effect(null, state);
        }
        OptionalLong count = CounterDigits.parse(value.getBytes(StandardCharsets.ISO_8859_1));
        if (count.isEmpty()) {
            return new Effect(Shown.NOT_A_COUNTER, state);
        }
        long sum = counting.applyAsLong(count.getAsLong());
        return sum < 0 ? new Effect(Shown.TOO_LARGE, state) : new Effect(sum, state.counted(Long.toString(sum), event));
    }

    static Specification touch(Ttl ttl) {
        return (state, event, rules) -> new Effect(state.isPresent(), state.touched(ttl));
    }

    static Specification getAndTouch(Ttl ttl) {
        return (state, event, rules) -> new Effect(state.value(), state.touched(ttl));
    }

    static Specification passing(Duration duration) {
        return (state, event, rules) -> new Effect(Shown.DONE, state.later(duration));
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.ISO_8859_1);
    }
}

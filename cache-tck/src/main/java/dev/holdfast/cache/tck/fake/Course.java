package dev.holdfast.cache.tck.fake;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One way things may have gone so far.
 *
 * @param state what is stored then
 * @param ahead the calls that took effect and are not answered yet, by their index
 * @param spent the calls of unknown outcome that took effect, or never will
 * @param last what took effect last
 */
record Course(
        EntryState state,
        BitSet ahead,
        BitSet spent,
        @Nullable Step last) {
    static final Course START = new Course(EntryState.EMPTY, new BitSet(), new BitSet(), null);

    /** A call that took effect, and those before it. */
    record Step(Event event, @Nullable Step before, int count) {}

    int steps() {
        return last == null ? 0 : last.count();
    }

    boolean has(int index) {
        return ahead.get(index) || spent.get(index);
    }

    /** A call takes effect, and the others can't any more. */
    Course then(int index, Event event, EntryState next, BitSet ended) {
        BitSet aheadThen = event.unknown() ? ahead : with(ahead, index);
        BitSet spentThen = event.unknown() ? with(spent, index) : spent;
        if (!ended.isEmpty()) {
            spentThen = (BitSet) spentThen.clone();
            spentThen.or(ended);
        }
        return new Course(next, aheadThen, spentThen, new Step(event, last, steps() + 1));
    }

    /** A call that took effect is answered. */
    Course past(int index) {
        BitSet fewer = (BitSet) ahead.clone();
        fewer.clear(index);
        return new Course(state, fewer, spent, last);
    }

    private static BitSet with(BitSet some, int index) {
        BitSet more = (BitSet) some.clone();
        more.set(index);
        return more;
    }
}

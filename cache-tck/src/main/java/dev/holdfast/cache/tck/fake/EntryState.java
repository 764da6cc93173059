package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know of one key in a single cache.
 *
 * @param entry what is stored, null if nothing
 * @param nowNanos the time since the beginning
 * @param seen what each {@code gets} saw, by the number of its event: what its token stands for
 */
record EntryState(@Nullable Entry entry, long nowNanos, Map<Integer, Entry> seen) {
    static final EntryState EMPTY = new EntryState(null, 0, Map.of());

    /**
     * What is stored.
     *
     * @param value the bytes, a char each
     * @param version the number of the event that wrote it
     * @param deadlineNanos when it expires; {@link Long#MAX_VALUE} for never
     */
    record Entry(String value, int version, long deadlineNanos) {}

    boolean isPresent() {
        return entry != null;
    }

    @Nullable
    String value() {
        return entry == null ? null : entry.value();
    }

    EntryState written(String value, int version, Ttl ttl) {
        return with(new Entry(value, version, deadline(ttl)));
    }

    /** Another value that expires when the old one did. */
    EntryState counted(String value, int version) {
        return entry == null ? this : with(new Entry(value, version, entry.deadlineNanos()));
    }

    EntryState touched(Ttl ttl) {
        return entry == null ? this : with(new Entry(entry.value(), entry.version(), deadline(ttl)));
    }

    EntryState absent() {
        return with(null);
    }

    private EntryState with(@Nullable Entry other) {
        return new EntryState(other, nowNanos, seen);
    }

    EntryState later(Duration duration) {
        return new EntryState(entry, nowNanos + duration.toNanos(), seen);
    }

    /** A {@code gets} saw the entry as it is. */
    EntryState seenBy(int event) {
        if (entry == null) {
            return this;
        }
        Map<Integer, Entry> more = new HashMap<>(seen);
        more.put(event, entry);
        return new EntryState(entry, nowNanos, more);
    }

    private long deadline(Ttl ttl) {
        return ttl.isForever() ? Long.MAX_VALUE : nowNanos + Math.min(ttl.toNanos(), Long.MAX_VALUE / 2);
    }

    /** What is left of the entry's time to live, null if absent or under a nanosecond is left. */
    @Nullable
    Ttl remaining() {
        if (entry == null || entry.deadlineNanos() == Long.MAX_VALUE) {
            return entry == null ? null : Ttl.forever();
        }
        return Ttl.of(Duration.ofNanos(Math.max(1, entry.deadlineNanos() - nowNanos)));
    }

    @Override
    public String toString() {
        return entry == null ? "there is no entry" : "the entry is " + Shown.answer(entry.value());
    }
}

package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.NotACounterException;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who called what on a cache, when, and what was answered; and whether one single cache, taking the calls one after
 * another, could have answered so: linearizability (Herlihy, Wing, TOPLAS 1990), decided for each key alone.
 *
 * <p>A call that failed with {@link dev.holdfast.cache.Outcome#NOT_APPLIED} did not happen; one that failed with
 * {@code UNKNOWN}, or with an {@link Error} that stands for the death of its process, may have happened at any time
 * since, or not at all. So lost updates, values that return from the
 * dead, reads of what is long overwritten, two winners of one {@code add} or one token, and counters that fall back are
 * all found by one check.
 *
 * <p>Get one from a {@link Scene}, or make one for threads that really run at once. Safe for any number of threads.
 */
public final class History {
    private static final int NOT_ISSUED = -1;

    private final Moments moments;
    private final List<Event> events = new ArrayList<>();
    private final IdentityHashMap<CasToken, Integer> tokens = new IdentityHashMap<>();

    /** An empty history, for threads that really run at once. */
    public History() {
        this(Moments.counted());
    }

    History(Moments moments) {
        this.moments = moments;
    }

    /**
     * A cache whose calls are noted here; {@code ping} is not.
     *
     * @param actor who calls, for messages
     * @param cache where the calls go
     * @return the cache to call
     */
    public DistributedCache of(String actor, DistributedCache cache) {
        return new RecordingCache(this, actor, cache);
    }

    /**
     * Notes what is stored before the first call.
     *
     * @param key the key
     * @param value the bytes
     * @param ttl how long it lives from now
     */
    public void given(String key, byte[] value, Ttl ttl) {
        call(moments.mark(), "before", "set " + Shown.answer(value))
                .done(key, Specification.set(value, ttl), Shown.DONE);
    }

    /**
     * Notes that time passes for all entries.
     *
     * @param duration how much
     * @param action lets it pass
     */
    void passes(Duration duration, Runnable action) {
        long mark = moments.mark();
        action.run();
        call(mark, "time", "passes by " + duration).done(Event.ALL_KEYS, Specification.passing(duration), Shown.DONE);
    }

    long mark() {
        return moments.mark();
    }

    /** Notes a call that has just ended, by what it came to. */
    Note call(long mark, String actor, String text) {
        return new Note(actor, text, moments.invoked(mark), moments.answered(mark));
    }

    /** A token was issued by the {@code gets} of that number. */
    synchronized void issued(CasToken token, int gets) {
        tokens.put(token, gets);
    }

    /** Which {@code gets} issued the token; {@link #NOT_ISSUED} if none. */
    synchronized int issuer(CasToken token) {
        return tokens.getOrDefault(token, NOT_ISSUED);
    }

    private synchronized int add(IntFunction<Event> numbered) {
        int id = events.size();
        events.add(numbered.apply(id));
        return id;
    }

    synchronized List<Event> eventsOf(String key) {
        return events.stream().filter(event -> event.concerns(key)).toList();
    }

    private synchronized Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        events.forEach(event -> keys.add(event.key()));
        keys.remove(Event.ALL_KEYS);
        return keys;
    }

    /**
     * Checks that one cache, taking the calls one after another, could have answered them so.
     *
     * @param rules what that cache may do besides
     * @throws AssertionError if not: with the calls that can't be, and why no order of them fits
     */
    public void check(EntryRules rules) {
        for (String key : keys()) {
            String violation = Linearization.violation(key, eventsOf(key), rules);
            if (violation != null) {
                throw new AssertionError(violation);
            }
        }
    }

    /** All calls in the order they were answered, a line each. */
    @Override
    public synchronized String toString() {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event).append('\n'));
        return text.toString();
    }

    /** A call that is being noted; a bulk call comes to something for each key. */
    final class Note {
        private final String actor;
        private final String text;
        private final long invoked;
        private final long answered;

        private Note(String actor, String text, long invoked, long answered) {
            this.actor = actor;
            this.text = text;
            this.invoked = invoked;
            this.answered = answered;
        }

        /** It was answered so; returns the event's number. */
        int done(String key, Specification specification, @Nullable Object answer) {
            return add(id -> new Event(id, key, actor, text, invoked, answered, specification, answer, false));
        }

        /** It failed: it may have been carried out, or certainly was not. */
        void failed(String key, Specification specification, CacheException failure) {
            if (failure instanceof NotACounterException) {
                done(key, specification, Shown.NOT_A_COUNTER);
            } else if (failure.outcome() == Outcome.UNKNOWN) {
                unknown(key, specification, failure);
            }
        }

        /** It may have been carried out. */
        void unknown(String key, Specification specification, Throwable failure) {
            add(id ->
                    new Event(id, key, actor, text, invoked, Event.NEVER, specification, Shown.failure(failure), true));
        }
    }
}

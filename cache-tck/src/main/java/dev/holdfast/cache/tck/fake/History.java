package dev.holdfast.cache.tck.fake;

import dev.holdfast.cache.CacheException;
import dev.holdfast.cache.CasOutcome;
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
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
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
    private final Moments moments;
    private final List<Event> events = new ArrayList<>();
    private final IdentityHashMap<CasToken, Seen> tokens = new IdentityHashMap<>();
    private final List<Fog> fogs = new ArrayList<>();
    private final List<Predicate<Event>> unjudged = new ArrayList<>();

    /** An empty history, for threads that really run at once. */
    public History() {
        this(Moments.counted());
    }

    /**
     * An empty history whose moments are microseconds since now.
     *
     * @return for threads that really run at once, and servers that lose what they hold at a known time
     */
    public static History timed() {
        return new History(Moments.timed());
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

    /**
     * Notes that all entries are lost at one moment, as when a server starts again empty.
     *
     * @param action during which that is
     */
    public void emptied(Runnable action) {
        long mark = moments.mark();
        action.run();
        call(mark, "server", "loses all").done(Event.ALL_KEYS, Specification.REMOVE, Shown.DONE);
    }

    /**
     * Notes that all entries of some keys may have been lost at one moment, as when one server of several starts again
     * empty.
     *
     * @param action during which that is
     */
    public void partlyEmptied(Runnable action) {
        long mark = moments.mark();
        action.run();
        call(mark, "one server", "loses all").perhaps(Specification.REMOVE);
    }

    /**
     * Now, for {@link #mayForget} and its like.
     *
     * @return a moment
     */
    public long now() {
        return moments.mark();
    }

    /**
     * Notes that what was acknowledged in that time may be lost, and what was read in it too: as when a replica takes
     * the place of a master that had told it not quite all. What was acknowledged before that time stays.
     *
     * @param from a moment
     * @param until a moment
     */
    public void mayForget(long from, long until) {
        keep(new Fog(key -> true, from, until, false));
    }

    /**
     * Notes that in that time each actor may be answered by itself alone, and entries may be gone afterwards: as with
     * a circuit breaker that is open. Afterwards all are answered as by one cache again.
     *
     * @param keys of which this is so
     * @param from a moment
     * @param until a moment
     */
    public void mayDisagree(Predicate<String> keys, long from, long until) {
        keep(new Fog(keys, from, until, true));
    }

    /**
     * Notes that in that time a token may be refused with {@code CHANGED} though nothing was changed: as when it belongs to
     * a connection that is lost.
     *
     * @param from a moment
     * @param until a moment
     */
    public synchronized void mayRefuseTokens(long from, long until) {
        unjudged.add(event -> event.answer() == CasOutcome.CHANGED && event.overlaps(from, until));
    }

    /**
     * Notes that in that time, which is over, entries may have vanished, and not after it: as where no memory is left.
     *
     * @param some the keys of which this is so
     * @param from a moment
     * @param until a moment
     */
    public synchronized void mayVanish(Predicate<String> some, long from, long until) {
        String actor = "no memory " + from;
        for (String key : keys()) {
            long most = some.test(key) ? 1 + writesWithin(key, from, until) : 0;
            for (long i = 0; i < most; i++) {
                add(id -> new Event(
                        id, key, actor, "loses", from, Event.NEVER, until, Specification.REMOVE, "perhaps", true));
            }
        }
        add(id -> Event.answered(
                id, Event.ALL_KEYS, actor, "loses no more", until + 1, until + 1, Specification.FENCE, Shown.DONE));
    }

    /** Nothing is lost more often than it was there. */
    private long writesWithin(String key, long from, long until) {
        return eventsOf(key).stream()
                .filter(event -> event.specification().writes() != null && event.overlaps(from, until))
                .count();
    }

    private synchronized void keep(Fog fog) {
        fogs.add(fog);
    }

    private synchronized List<Fog> fogsOver(String key) {
        return fogs.stream().filter(fog -> fog.keys().test(key)).toList();
    }

    long mark() {
        return moments.mark();
    }

    /** Notes a call that has just ended, by what it came to. */
    Note call(long mark, String actor, String text) {
        return new Note(actor, text, moments.invoked(mark), moments.answered(mark));
    }

    /** A token was issued for what was seen. */
    synchronized void issued(CasToken token, Seen seen) {
        tokens.put(token, seen);
    }

    /** What the token was issued for. */
    synchronized Seen seen(CasToken token) {
        return tokens.getOrDefault(token, Seen.NOTHING);
    }

    private synchronized int add(IntFunction<Event> numbered) {
        int id = events.size();
        events.add(numbered.apply(id));
        return id;
    }

    synchronized List<Event> eventsOf(String key) {
        return events.stream()
                .filter(event -> event.concerns(key))
                .filter(event -> unjudged.stream().noneMatch(excuse -> excuse.test(event)))
                .toList();
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
        check(rules, key -> true);
    }

    /**
     * Checks some keys alone.
     *
     * @param rules what that cache may do besides
     * @param some the keys
     * @throws AssertionError as {@link #check(EntryRules)}
     */
    public void check(EntryRules rules, Predicate<String> some) {
        require(some, key -> {
            List<Event> all = eventsOf(key);
            List<Event> events = all;
            for (Fog fog : fogsOver(key)) {
                events = fog.over(events);
            }
            return Linearization.violation(key, Unread.asOne(events, all), rules);
        });
    }

    /**
     * Checks less than {@link #check}, for caches that promise less: that every value read was written before, and is
     * not older than what its reader had written and was acknowledged before it read; and that nothing is read only
     * where somebody may have removed it. Values must be unique.
     *
     * @param some the keys
     * @param rules whether late writes are allowed
     * @throws AssertionError if not, with the calls
     */
    public void checkOwnWritesAreRead(EntryRules rules, Predicate<String> some) {
        require(some, key -> new Freshness(key, eventsOf(key), fogsOver(key), false, rules).violation());
    }

    /**
     * As {@link #checkOwnWritesAreRead}, and what anybody had written before the read counts.
     *
     * @param some the keys
     * @param rules whether late writes are allowed
     * @throws AssertionError if not, with the calls
     */
    public void checkWritesAreRead(EntryRules rules, Predicate<String> some) {
        require(some, key -> new Freshness(key, eventsOf(key), fogsOver(key), true, rules).violation());
    }

    private void require(Predicate<String> some, Function<String, @Nullable String> violationOf) {
        for (String key : keys()) {
            String violation = some.test(key) ? violationOf.apply(key) : null;
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
            return add(id -> Event.answered(id, key, actor, text, invoked, answered, specification, answer));
        }

        /** It failed: it may have been carried out, or certainly was not. */
        void failed(String key, Specification specification, CacheException failure) {
            if (failure instanceof NotACounterException) {
                done(key, specification, Shown.NOT_A_COUNTER);
            } else if (failure.outcome() == Outcome.UNKNOWN) {
                unknown(key, specification, failure);
            }
        }

        /** It was carried out before it was answered, or never. */
        void perhaps(Specification specification) {
            add(id -> new Event(
                    id, Event.ALL_KEYS, actor, text, invoked, Event.NEVER, invoked, specification, "perhaps", true));
            add(id -> Event.answered(
                    id, Event.ALL_KEYS, actor, "has done so", answered, answered, Specification.FENCE, Shown.DONE));
        }

        /** It may have been carried out. */
        void unknown(String key, Specification specification, Throwable failure) {
            String how = Shown.failure(failure);
            add(id -> new Event(id, key, actor, text, invoked, Event.NEVER, answered, specification, how, true));
        }
    }
}

package dev.holdfast.cache.recipes.near;

import dev.holdfast.cache.BulkCacheException;
import dev.holdfast.cache.CasOutcome;
import dev.holdfast.cache.CasToken;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.TimedReads;
import dev.holdfast.cache.TimedValue;
import dev.holdfast.cache.Ttl;
import dev.holdfast.cache.TypedCache;
import dev.holdfast.cache.TypedVersioned;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects in this process in front of a shared cache: what was read once is answered without a round trip and without
 * decoding, for as long as it is known to be true. The verbs are {@link TypedCache}'s.
 *
 * <pre>{@code
 * NearCache<User> users = NearCache.over(cache.namespaced("users").typed(JacksonCodecs.json(User.class)))
 *         .maxEntries(20_000)
 *         .build();
 * User user = users.get("42");
 * }</pre>
 *
 * <p>What is promised, whatever the {@link Coherence}:
 * <ul>
 *   <li>A thread sees its own writes through this cache, and so does every read that starts after they returned.
 *   <li>Reads through this cache never go back in time: once one has returned a value, none that starts later returns an
 *       older one.
 *   <li>A copy never outlives the shared entry where the shared cache tells what is left of its time
 *       ({@link dev.holdfast.cache.Capability#TTL_READ}), and is never older than {@link NearCacheBuilder#nearTtl};
 *       one of {@link #get(String, Function)} is bounded by the latter, and by what is told.
 *   <li>Nothing held is answered between the loss of the subscription and its return, nor anything that was read before.
 *       Reads go to the shared cache then.
 * </ul>
 * How soon a change by others is seen, {@link #coherence()} says.
 *
 * <p>A write drops the copy and keeps none: the next read fetches what is there. <b>Objects are shared</b> by all readers
 * of this process: treat them as immutable, or have {@link NearCacheBuilder#copies} made. Failures are those of the shared
 * cache; a read that is answered here can't fail. Safe for any number of threads, virtual ones included; no read waits
 * for another caller, with {@link Coherence#MESSAGES} writers take turns to send.
 *
 * @param <V> the type of the values, never null
 */
public final class NearCache<V> implements AutoCloseable {
    private final TypedCache<V> shared;
    private final TimedReads timed;
    private final NearStore store;
    private final Keeping<V> keeping;
    private final String prefix;
    private final Coherence coherence;
    private final Teller teller;
    private final LongAdder near = new LongAdder();
    private final LongAdder far = new LongAdder();
    private final LongAdder absent = new LongAdder();
    private volatile boolean closed;

    NearCache(
            TypedCache<V> shared,
            NearStore store,
            Keeping<V> keeping,
            String prefix,
            Coherence coherence,
            Teller teller) {
        this.shared = shared;
        this.timed = TimedReads.of(shared.bytes());
        this.store = store;
        this.keeping = keeping;
        this.prefix = prefix;
        this.coherence = coherence;
        this.teller = teller;
    }

    /**
     * A near cache to be built in front of a shared one, which stays open when this one is closed.
     *
     * @param shared the shared cache
     * @param <V> the type of the values
     * @return its options
     */
    public static <V> NearCacheBuilder<V> over(TypedCache<V> shared) {
        return new NearCacheBuilder<>(shared);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the near cache of " + shared + " is closed");
        }
    }

    /** A key that is held was checked when it was read; only reads that go far pay for it. */
    private String checked(String key) {
        if (!KeyRules.check(key).startsWith(prefix)) {
            throw new IllegalArgumentException("this near cache is told of keys that start with "
                    + KeyRules.printable(prefix) + " alone, not of " + KeyRules.printable(key));
        }
        return key;
    }

    /**
     * Reads one value, here if it is held here.
     *
     * @param key the key
     * @return the value; null if absent or undecodable
     */
    public @Nullable V get(String key) {
        NearEntry entry = store.get(key);
        if (entry != null) {
            near.increment();
            return keeping.value(key, entry);
        }
        return getFar(key);
    }

    private @Nullable V getFar(String key) {
        requireOpen();
        Departure departure = depart(checked(key));
        TimedValue found;
        try {
            found = timed.getTimed(key);
        } catch (RuntimeException | Error e) {
            store.turnBack(key);
            throw e;
        }
        return landed(departure, found);
    }

    /** A read that goes to the shared cache. */
    private record Departure(String key, long turn, long epoch, long nanos) {}

    private Departure depart(String key) {
        long nanos = store.nanos();
        long epoch = store.epoch();
        return new Departure(key, store.depart(key), epoch, nanos);
    }

    private @Nullable V landed(Departure departure, @Nullable TimedValue found) {
        byte[] bytes = found == null ? null : found.value();
        V value = null;
        NearEntry entry = null;
        try {
            value = bytes == null ? null : shared.decode(departure.key(), bytes);
            if (bytes == null || value != null) {
                Ttl left = found == null ? null : found.left();
                entry = keeping.entry(departure.key(), value, bytes, left, departure.nanos(), departure.epoch());
            }
        } finally {
            store.land(departure.key(), departure.turn(), bytes, entry);
        }
        (value == null ? absent : far).increment();
        return value;
    }

    /**
     * Reads one value, here if it is held here, else from what stands behind this cache in the place of the shared cache
     * itself: a cache-aside that reads and stores under the same key of the same shared cache. What it gives is kept for
     * {@link NearCacheBuilder#nearTtl} unless a change of the key is told before. Values are compared by
     * {@code equals}.
     *
     * @param key the key
     * @param behind asked if nothing is held here, without any lock held; null for absent
     * @return the value; null if absent
     */
    public @Nullable V get(String key, Function<String, ? extends @Nullable V> behind) {
        NearEntry entry = store.get(key);
        if (entry != null) {
            near.increment();
            return keeping.value(key, entry);
        }
        requireOpen();
        Departure departure = depart(checked(key));
        V value = null;
        NearEntry kept = null;
        boolean read = false;
        try {
            value = behind.apply(key);
            byte[] bytes = value == null || !keeping.copies() ? null : shared.encode(key, value);
            kept = keeping.entry(key, value, bytes, null, departure.nanos(), departure.epoch());
            read = true;
        } finally {
            if (read) {
                store.land(key, departure.turn(), value, kept);
            } else {
                store.turnBack(key);
            }
        }
        (value == null ? absent : far).increment();
        return value;
    }

    /**
     * Reads many values, those here that are held here, the others in as few round trips as the shared cache needs.
     *
     * @param keys the keys; one given twice is asked once
     * @return what was found and could be decoded, in the order asked
     * @throws BulkCacheException if some keys could not be asked: with the bytes found, those held here too, and which
     *     failed
     */
    public Map<String, V> getAll(Collection<String> keys) {
        requireOpen();
        Map<String, @Nullable V> found = new LinkedHashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String key : new LinkedHashSet<>(keys)) {
            NearEntry entry = store.get(key);
            if (entry == null) {
                missing.add(checked(key));
                found.put(key, null); // its place in the order
            } else {
                near.increment();
                found.put(key, keeping.value(key, entry));
            }
        }
        if (!missing.isEmpty()) {
            getAllFar(missing, found);
        }
        Map<String, V> values = new LinkedHashMap<>();
        found.forEach((key, value) -> {
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private void getAllFar(Set<String> missing, Map<String, @Nullable V> found) {
        List<Departure> departures = missing.stream().map(this::depart).toList();
        Map<String, TimedValue> read;
        try {
            read = timed.getAllTimed(missing);
        } catch (BulkCacheException e) {
            departures.forEach(departure -> store.turnBack(departure.key()));
            missing.forEach(store::forget); // the caller is given some of them
            throw withHeld(e, found);
        } catch (RuntimeException | Error e) {
            departures.forEach(departure -> store.turnBack(departure.key()));
            throw e;
        }
        int landed = 0;
        try {
            for (Departure departure : departures) {
                landed++;
                found.put(departure.key(), landed(departure, read.get(departure.key())));
            }
        } finally { // a weigher or a codec may throw
            departures.subList(landed, departures.size()).forEach(departure -> store.turnBack(departure.key()));
        }
    }

    private BulkCacheException withHeld(BulkCacheException bulk, Map<String, @Nullable V> held) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        held.forEach((key, value) -> {
            byte[] bytes = value == null ? bulk.found().get(key) : shared.encode(key, value);
            if (bytes != null) {
                all.put(key, bytes);
            }
        });
        BulkCacheException complete = BulkCacheException.reading(bulk.call(), all, bulk.failures());
        complete.addSuppressed(bulk);
        return complete;
    }

    /**
     * Reads one value with the token for a later {@link #cas} or {@link #delete(String, CasToken)}, from the shared cache;
     * drops the copy.
     *
     * @param key the key
     * @return value and token, null if absent; the value is null where it could not be decoded
     */
    public @Nullable TypedVersioned<V> gets(String key) {
        requireOpen();
        TypedVersioned<V> entry = shared.gets(checked(key));
        store.forget(key); // what is held, or being read, may be older
        return entry;
    }

    private <T extends @Nullable Object> T changing(String key, Supplier<T> write) {
        requireOpen();
        store.startChange(checked(key));
        try {
            return write.get();
        } finally {
            store.endChange(key); // also if nobody knows what became of it
            teller.changed(List.of(key));
        }
    }

    private void changingAll(Collection<String> keys, Runnable write) {
        requireOpen();
        Set<String> distinct = KeyRules.checkAll(keys);
        distinct.forEach(this::checked);
        distinct.forEach(store::startChange);
        try {
            write.run();
        } finally {
            distinct.forEach(store::endChange);
            teller.changed(distinct);
        }
    }

    /**
     * Stores a value, whatever was there before.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     */
    public void set(String key, V value, Ttl ttl) {
        changing(key, () -> {
            shared.set(key, value, ttl);
            return true;
        });
    }

    /**
     * Stores many values; each as if by {@link #set} alone. None is stored if one can't be encoded.
     *
     * @param entries keys and values
     * @param ttl how long each lives from now
     * @throws BulkCacheException if some could not be stored: with which were and which failed
     */
    public void setAll(Map<String, V> entries, Ttl ttl) {
        changingAll(entries.keySet(), () -> shared.setAll(entries, ttl));
    }

    /**
     * Stores a value only if the key is absent.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     * @return whether it was stored
     */
    public boolean add(String key, V value, Ttl ttl) {
        return changing(key, () -> shared.add(key, value, ttl));
    }

    /**
     * Stores a value only if the key is present.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it lives from now
     * @return whether it was stored
     */
    public boolean replace(String key, V value, Ttl ttl) {
        return changing(key, () -> shared.replace(key, value, ttl));
    }

    /**
     * Stores a value only if the entry is still the one that {@link #gets} saw.
     *
     * @param key the key the token was issued for
     * @param value the value
     * @param token from {@link #gets}
     * @param ttl how long it lives from now
     * @return {@link CasOutcome#STORED}, {@link CasOutcome#CHANGED} or {@link CasOutcome#MISSING}
     */
    public CasOutcome cas(String key, V value, CasToken token, Ttl ttl) {
        return changing(key, () -> shared.cas(key, value, token, ttl));
    }

    /**
     * Removes an entry.
     *
     * @param key the key
     * @return whether it was there
     */
    public boolean delete(String key) {
        return changing(key, () -> shared.delete(key));
    }

    /**
     * Removes an entry only if it is still the one that {@link #gets} saw.
     *
     * @param key the key the token was issued for
     * @param token from {@link #gets}
     * @return {@link CasOutcome#STORED} if it was removed, else {@link CasOutcome#CHANGED} or {@link CasOutcome#MISSING}
     */
    public CasOutcome delete(String key, CasToken token) {
        return changing(key, () -> shared.delete(key, token));
    }

    /**
     * Removes many entries, present or not.
     *
     * @param keys the keys
     * @throws BulkCacheException if some could not be removed: with which were and which failed
     */
    public void deleteAll(Collection<String> keys) {
        changingAll(keys, () -> shared.deleteAll(keys));
    }

    /**
     * Gives an entry a new time to live from now.
     *
     * @param key the key
     * @param ttl how long it lives from now
     * @return whether it was there
     */
    public boolean touch(String key, Ttl ttl) {
        return changing(key, () -> shared.touch(key, ttl));
    }

    /**
     * Drops the copy of a key here; the shared entry stays. Also what is being read meanwhile is not kept.
     *
     * @param key the key
     */
    public void forget(String key) {
        store.forget(key);
    }

    /** Drops all copies here; the shared entries stay. */
    public void forgetAll() {
        store.forgetAll();
    }

    /**
     * The shared cache behind this one.
     *
     * @return the cache this is in front of
     */
    public TypedCache<V> shared() {
        return shared;
    }

    /**
     * What keeps copies true here.
     *
     * @return what was chosen, or what was found where nothing was chosen
     */
    public Coherence coherence() {
        return coherence;
    }

    /**
     * What this cache has come to; not one moment's view.
     *
     * @return figures since it was built
     */
    public NearFigures figures() {
        return new NearFigures(
                near.sum(),
                far.sum(),
                absent.sum(),
                store.invalidations(),
                store.gaps(),
                store.isLive(),
                coherence == Coherence.TTL ? null : store.sinceProof(),
                store.size());
    }

    /** Ends the subscription and drops all copies; the shared cache stays open. Idempotent. */
    @Override
    public void close() {
        closed = true;
        store.close();
        teller.close();
    }

    /** The shared cache's endpoint, without secrets. */
    @Override
    public String toString() {
        return "NearCache[" + shared.bytes() + ", " + coherence + "]";
    }
}

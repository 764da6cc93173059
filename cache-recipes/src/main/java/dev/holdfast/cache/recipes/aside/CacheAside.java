package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.FailedCall;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Operation;
import dev.holdfast.cache.Outcome;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reads through a cache that stands before something slow, and keeps what is slow from being asked too often.
 *
 * <pre>{@code
 * CacheAside<User> users = CacheAside.of(cache, Codecs.json(User.class),
 *         CacheAsideOptions.ttl(Duration.ofMinutes(5)).staleTtl(Duration.ofMinutes(1)).build());
 *
 * User user = users.get("user:42", load -> repository.find(42));
 * }</pre>
 *
 * <p>However many callers ask for a missing key, it is loaded once: in a process because they wait for one load, in the
 * fleet because one process holds a lease in the cache. A load that ends after its key was invalidated is not stored. The
 * page {@code docs/recipes/cache-aside.md} tells what is promised when, and what is stored.
 *
 * <p>Where the cache fails, values come from the loader, still one load a key and process, no more at once than
 * {@link CacheAsideOptions#maxConcurrentLoads()}, and with {@link Source#DEGRADED}. So reads throw no
 * {@link dev.holdfast.cache.CacheException}, but for {@link CacheInterruptedException}; writes do.
 *
 * <p>Keys are 1 to 1,000 UTF-8 bytes and do not begin with '~'. Safe for any number of threads, virtual ones included; no
 * lock is held while waiting. Closing it ends its background work and leaves the cache open.
 *
 * @param <V> the type of the values, never null
 */
public final class CacheAside<V> implements AutoCloseable {
    private static final int MOST_KEY_BYTES = 1000;

    private final CacheAsideOptions options;
    private final Tally tally = new Tally();
    private final DistributedCache cache;
    private final EntryStore<V> store;
    private final Freshness freshness;
    private final Background background;
    private final Flights<V> flights = new Flights<>();
    private final Loads<V> loads;
    private volatile boolean closed;

    private CacheAside(DistributedCache cache, Codec<V> codec, CacheAsideOptions options) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.options = Objects.requireNonNull(options, "options");
        this.store = new EntryStore<>(cache, Objects.requireNonNull(codec, "codec"), options, tally);
        this.freshness = new Freshness(options);
        this.background = new Background(options.runtime(), options.maxConcurrentLoads());
        RefreshLeases leases = new RefreshLeases(cache, options);
        this.loads = new Loads<>(options, store, leases, freshness, flights, background, tally);
    }

    /**
     * Reads through that cache.
     *
     * @param cache where values are kept; stays open when this is closed
     * @param codec turns values into bytes and back
     * @param options how they are kept, loaded and refreshed
     * @param <V> the type of the values
     * @return ready for use
     */
    public static <V> CacheAside<V> of(DistributedCache cache, Codec<V> codec, CacheAsideOptions options) {
        return new CacheAside<>(cache, codec, options);
    }

    /**
     * The value of a key, from the cache or else from its loader.
     *
     * @param key the key
     * @param loader called if need be, on another thread
     * @return the value; null where the loader found nothing
     * @throws LoadException if it had to be loaded and could not be; see its subclasses
     * @throws CacheInterruptedException if the calling thread is interrupted while it waits; the load goes on for the
     *     others
     */
    public @Nullable V get(String key, Loader<V> loader) {
        return getEntry(key, loader).value();
    }

    /**
     * As {@link #get}, with where the value came from and how old it is.
     *
     * @param key the key
     * @param loader called if need be, on another thread
     * @return value, source and age
     * @throws LoadException if it had to be loaded and could not be
     * @throws CacheInterruptedException if the calling thread is interrupted while it waits
     */
    public AsideEntry<V> getEntry(String key, Loader<V> loader) {
        Objects.requireNonNull(loader, "loader");
        checkKey(key);
        while (true) {
            requireOpen();
            long began = nanoTime();
            Sight<V> sight = store.look(key);
            AsideEntry<V> served = served(sight, key, loader);
            if (served != null) {
                return served;
            }
            Flight<V> flight = join(newFlight(key, Flight.Purpose.WANTED, sight, single(loader)), began);
            Landing<V> landing = await(flight, sight);
            if (!landing.isUndecided()) {
                return landing.orThrow();
            }
        }
    }

    /** What can be answered at once, with a refresh begun if one is due; null where someone has to load. */
    private @Nullable AsideEntry<V> served(Sight<V> sight, String key, Loader<V> loader) {
        Freshness.Phase phase = freshness.of(sight);
        switch (phase) {
            case FRESH, EARLY -> tally.hits.increment();
            case STALE -> tally.stale.increment();
            default -> {
                return null;
            }
        }
        if (phase != Freshness.Phase.FRESH && !flights.has(key)) {
            join(newFlight(key, Flight.Purpose.BACKGROUND, sight, single(loader)), nanoTime());
        }
        return sight.as(phase == Freshness.Phase.STALE ? Source.STALE : Source.HIT);
    }

    private BulkLoader<V> single(Loader<V> loader) {
        return load -> {
            String key = load.keys().iterator().next();
            V value = loader.load(load.of(key));
            return value == null ? Map.of() : Map.of(key, value);
        };
    }

    private Flight<V> newFlight(String key, Flight.Purpose purpose, Sight<V> sight, BulkLoader<V> loader) {
        boolean nested = purpose != Flight.Purpose.BACKGROUND && Load.current() != null;
        return new Flight<>(
                key,
                purpose,
                sight,
                loader,
                nested,
                nanoTime(),
                options.runtime().context());
    }

    private Flight<V> join(Flight<V> fresh, long began) {
        Flight<V> flight = joinOnly(fresh, began);
        if (flight == fresh) {
            loads.start(List.of(flight));
        }
        return flight;
    }

    private Flight<V> joinOnly(Flight<V> fresh, long began) {
        boolean servable = freshness.of(fresh.seen()).isServable();
        boolean forced = fresh.purpose() == Flight.Purpose.FORCED;
        Flight<V> flight = flights.joinOrAdd(
                fresh, running -> forced ? running.isAhead() : running.serves(fresh.seen(), servable, began));
        if (flight != fresh && fresh.purpose() != Flight.Purpose.BACKGROUND) {
            tally.waits.increment();
        }
        return flight;
    }

    /** Waits for a flight, or as long as may be waited while there is a value to serve in its place. */
    private Landing<V> await(Flight<V> flight, Sight<V> sight) {
        boolean kept = freshness.of(sight).isServable();
        Landing<V> landing = landing(flight, kept ? options.softTimeout() : null, sight);
        if (!kept || landing.entry() != null) {
            return landing;
        }
        tally.staleOnError.increment();
        return Landing.of(sight.as(Source.STALE_ON_ERROR));
    }

    private Landing<V> landing(Flight<V> flight, @Nullable Duration softTimeout, Sight<V> sight) {
        Load<?> waiting = Load.current();
        if (waiting != null) {
            waiting.waitFor(flight);
        }
        try {
            return (softTimeout == null ? flight.landing() : within(softTimeout, flight, sight)).get();
        } catch (InterruptedException e) {
            FailedCall call = FailedCall.unsent(Operation.GET, flight.key(), cache.toString());
            throw CacheInterruptedException.restoringTheFlag(call, Outcome.NOT_APPLIED, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flight never ends so", e);
        } finally {
            if (waiting != null) {
                waiting.waitsNoMore();
            }
        }
    }

    private CompletableFuture<Landing<V>> within(Duration softTimeout, Flight<V> flight, Sight<V> sight) {
        CompletableFuture<Landing<V>> own = new CompletableFuture<>();
        Scheduler.Task timeout = background.schedule(softTimeout, () -> {
            if (own.complete(Landing.of(sight.as(Source.STALE)))) {
                tally.stale.increment();
            }
        });
        flight.landing().thenAccept(landing -> {
            timeout.cancel();
            own.complete(landing);
        });
        return own;
    }

    /**
     * The values of many keys: what is in the cache is read at once, the rest is loaded by one call of the loader, save
     * what is being loaded already.
     *
     * @param keys the keys; one given twice is asked once
     * @param loader called if need be, on another thread; twice or more where another process loads some of the keys
     * @return what was found, in the order asked, for the caller to keep
     * @throws BulkLoadException if some keys could not be loaded: with what was found
     * @throws CacheInterruptedException if the calling thread is interrupted while it waits
     */
    public Map<String, V> getAll(Collection<String> keys, BulkLoader<V> loader) {
        return getAllEntries(keys, loader).values();
    }

    /**
     * As {@link #getAll}, with where each value came from and how old it is, and failures as values.
     *
     * @param keys the keys; one given twice is asked once
     * @param loader called if need be, on another thread
     * @return for each key its entry or its failure
     * @throws CacheInterruptedException if the calling thread is interrupted while it waits
     */
    public BulkResult<V> getAllEntries(Collection<String> keys, BulkLoader<V> loader) {
        Objects.requireNonNull(loader, "loader");
        Set<String> distinct = KeyRules.checkAll(keys);
        distinct.forEach(CacheAside::checkKey);
        requireOpen();
        Map<String, AsideEntry<V>> entries = new HashMap<>();
        Map<String, LoadException> failures = new LinkedHashMap<>();
        Collection<String> open = distinct;
        while (!open.isEmpty()) {
            open = readThrough(open, loader, entries, failures);
        }
        Map<String, AsideEntry<V>> ordered = new LinkedHashMap<>();
        for (String key : distinct) {
            AsideEntry<V> entry = entries.get(key);
            if (entry != null) {
                ordered.put(key, entry);
            }
        }
        return new BulkResult<>(ordered, failures);
    }

    /** One round; answers the keys that it left open. */
    private Collection<String> readThrough(
            Collection<String> keys,
            BulkLoader<V> loader,
            Map<String, AsideEntry<V>> entries,
            Map<String, LoadException> failures) {
        long began = nanoTime();
        Map<String, Sight<V>> wanted = new TreeMap<>();
        List<Flight<V>> refreshes = new ArrayList<>();
        store.lookAll(keys).forEach((key, sight) -> {
            switch (freshness.of(sight)) {
                case FRESH -> {
                    tally.hits.increment();
                    entries.put(key, sight.as(Source.HIT));
                }
                case EARLY -> {
                    tally.hits.increment();
                    entries.put(key, sight.as(Source.HIT));
                    addNew(newFlight(key, Flight.Purpose.BACKGROUND, sight, loader), began, refreshes);
                }
                case STALE -> {
                    tally.stale.increment();
                    entries.put(key, sight.as(Source.STALE));
                    addNew(newFlight(key, Flight.Purpose.BACKGROUND, sight, loader), began, refreshes);
                }
                default -> wanted.put(key, sight);
            }
        });
        start(refreshes);
        Map<String, Flight<V>> awaited = new LinkedHashMap<>();
        List<Flight<V>> begun = new ArrayList<>();
        wanted.forEach((key, sight) ->
                awaited.put(key, addNew(newFlight(key, Flight.Purpose.WANTED, sight, loader), began, begun)));
        start(begun);
        List<String> open = new ArrayList<>();
        awaited.forEach((key, flight) -> {
            Landing<V> landing = await(flight, Objects.requireNonNull(wanted.get(key)));
            AsideEntry<V> entry = landing.entry();
            if (entry != null) {
                entries.put(key, entry);
            } else if (landing.isUndecided()) {
                open.add(key);
            } else {
                failures.put(key, landing.exception());
            }
        });
        return open;
    }

    private Flight<V> addNew(Flight<V> fresh, long began, List<Flight<V>> begun) {
        Flight<V> flight = joinOnly(fresh, began);
        if (flight == fresh) {
            begun.add(flight);
        }
        return flight;
    }

    private void start(List<Flight<V>> begun) {
        if (!begun.isEmpty()) {
            loads.start(begun);
        }
    }

    /**
     * Loads a key anew and stores it, whatever is there; others get what was there meanwhile.
     *
     * @param key the key
     * @param loader called on another thread, after this call began
     * @return the value; null where the loader found nothing, and then nothing is there
     * @throws LoadException if it could not be loaded; what was there stays
     * @throws CacheInterruptedException if the calling thread is interrupted while it waits
     */
    public @Nullable V refresh(String key, Loader<V> loader) {
        Objects.requireNonNull(loader, "loader");
        checkKey(key);
        while (true) {
            requireOpen();
            long began = nanoTime();
            Sight<V> sight = store.look(key);
            Flight<V> flight = join(newFlight(key, Flight.Purpose.FORCED, sight, single(loader)), began);
            Landing<V> landing = landing(flight, null, sight);
            if (!landing.isUndecided()) {
                return landing.orThrow().value();
            }
        }
    }

    /**
     * Stores a value, with the options' TTL. A load of this key that is under way is not stored.
     *
     * @param key the key
     * @param value the value
     * @throws dev.holdfast.cache.CacheException if it could not be stored
     */
    public void put(String key, V value) {
        put(key, value, options.ttl(), Set.of());
    }

    /**
     * Stores a value. A load of this key that is under way is not stored.
     *
     * @param key the key
     * @param value the value
     * @param ttl how long it is fresh
     * @param tags what invalidates it; only where the options are {@linkplain CacheAsideOptions.Builder#tagged tagged}
     * @throws dev.holdfast.cache.CacheException if it could not be stored
     */
    public void put(String key, V value, Ttl ttl, Collection<String> tags) {
        checkKey(key);
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(ttl, "ttl");
        if (!tags.isEmpty()) {
            requireTagged();
            TagNames.check(tags);
        }
        requireOpen();
        try {
            store.put(key, value, ttl, tags);
        } finally {
            flights.detach(key);
        }
    }

    /**
     * Takes a value away: whoever asks after this call returned, in any process, gets one that was loaded after it began.
     *
     * @param key the key
     * @throws dev.holdfast.cache.CacheException if the cache could not be told; the value may still be there then
     */
    public void invalidate(String key) {
        checkKey(key);
        requireOpen();
        try {
            cache.delete(store.storedKey(key));
        } finally {
            flights.detach(key);
        }
    }

    /**
     * Takes away all values with that tag, of every {@code CacheAside} on this cache, with two writes however many they
     * are; also those whose load is under way.
     *
     * @param tag the tag
     * @throws dev.holdfast.cache.CacheException if the cache could not be told: call it again
     * @throws IllegalStateException if the options are not {@linkplain CacheAsideOptions.Builder#tagged tagged}
     */
    public void invalidateTag(String tag) {
        TagNames.check(tag);
        requireTagged();
        requireOpen();
        try {
            store.versions().invalidate(tag);
        } finally {
            flights.detachAll();
        }
    }

    /**
     * Takes away all values of the namespace, with two writes however many they are; also those whose load is under way.
     * They no longer count, and go when their TTL ends.
     *
     * @throws dev.holdfast.cache.CacheException if the cache could not be told: call it again
     * @throws IllegalStateException if the options name no {@linkplain CacheAsideOptions.Builder#namespace namespace}
     */
    public void clear() {
        if (options.namespace() == null) {
            throw new IllegalStateException("there is no namespace to clear: build the options with namespace(name)");
        }
        requireOpen();
        try {
            store.versions().invalidate(TagVersions.SPACE);
        } finally {
            flights.detachAll();
        }
    }

    private void requireTagged() {
        if (!options.tagged()) {
            throw new IllegalStateException("values can't have tags here: build the options with tagged()");
        }
    }

    /**
     * What was done so far.
     *
     * @return the figures, now
     */
    public AsideFigures figures() {
        long now = nanoTime();
        long oldest = loads.beginnings().stream()
                .mapToLong(began -> now - began)
                .max()
                .orElse(0);
        return new AsideFigures(
                tally.hits.sum(),
                tally.stale.sum(),
                tally.staleOnError.sum(),
                tally.loads.sum(),
                tally.loadFailures.sum(),
                tally.timeouts.sum(),
                tally.waits.sum(),
                tally.leaseWaits.sum(),
                tally.throttled.sum(),
                tally.fenced.sum(),
                tally.degraded.sum(),
                tally.undecodable.sum(),
                loads.running(),
                loads.waiting(),
                Duration.ofNanos(oldest));
    }

    private static void checkKey(String key) {
        if (!key.isEmpty() && key.charAt(0) == '~') {
            throw new IllegalArgumentException("a key must not begin with '~', under which tags and leases are kept");
        }
        if (key.length() > MOST_KEY_BYTES / 3) {
            TagNames.check(key);
        }
    }

    private long nanoTime() {
        return options.runtime().ticker().getAsLong();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this CacheAside is closed");
        }
    }

    /**
     * Ends what runs in the background: loads are interrupted, callers that wait get a {@link LoadFailedException}. The
     * cache stays open. Idempotent; waits for nothing.
     */
    @Override
    public void close() {
        closed = true;
        background.close();
        for (Flight<V> flight : flights.all()) {
            loads.abandon(flight);
        }
    }

    /** The cache's endpoint, without secrets. */
    @Override
    public String toString() {
        return "CacheAside[" + cache + "]";
    }
}

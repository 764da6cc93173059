package dev.holdfast.cache.recipes.aside;

import dev.holdfast.cache.CacheInterruptedException;
import dev.holdfast.cache.Codec;
import dev.holdfast.cache.DistributedCache;
import dev.holdfast.cache.KeyRules;
import dev.holdfast.cache.Ttl;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads through a cache that stands before something slow, and keeps what is slow from being asked too often.
 *
 * <pre>{@code
 * CacheAside<User> users = CacheAside.of(cache, JacksonCodecs.json(User.class),
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
    private final CacheAsideOptions options;
    private final Tally tally = new Tally();
    private final DistributedCache cache;
    private final TagVersions versions;
    private final EntryReader<V> reader;
    private final EntryStore<V> store;
    private final Freshness freshness;
    private final Background background;
    private final Flights<V> flights = new Flights<>();
    private final Loads<V> loads;
    private final Boarding<V> boarding;
    private volatile boolean closed;

    private CacheAside(DistributedCache cache, Codec<V> codec, CacheAsideOptions options) {
        this.cache = Objects.requireNonNull(cache, "cache");
        this.options = Objects.requireNonNull(options, "options");
        AsideRuntime runtime = options.runtime();
        this.versions = new TagVersions(cache, options.namespace(), options.tagTtl(), runtime.random());
        this.reader = new EntryReader<>(cache, Objects.requireNonNull(codec, "codec"), options, versions, tally);
        this.store = new EntryStore<>(cache, codec, options, versions, reader);
        this.freshness = new Freshness(options);
        this.background = new Background(runtime, options.maxConcurrentLoads());
        RefreshLeases leases = new RefreshLeases(cache, options);
        Steps<V> steps = new Steps<>(reader, store);
        Election<V> election = new Election<>(reader, store, leases, freshness, steps, runtime);
        Arrivals<V> arrivals = new Arrivals<>(options, store, leases, freshness, flights, background, tally);
        this.loads = new Loads<>(options, store, election, steps, arrivals, background, tally);
        this.boarding = new Boarding<>(options, cache.toString(), freshness, flights, loads, background, tally);
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
        Names.checkKey(key);
        while (true) {
            requireOpen();
            long began = nanoTime();
            Sight<V> sight = reader.look(key);
            AsideEntry<V> served = served(sight, key, loader);
            if (served != null) {
                return served;
            }
            Flight<V> flight = boarding.join(boarding.flight(key, Flight.Purpose.WANTED, sight, single(loader)), began);
            Landing<V> landing = boarding.await(flight, sight, options.softTimeout());
            if (!landing.isUndecided()) {
                return landing.orThrow();
            }
        }
    }

    /** What can be answered at once, with a refresh begun if one is due; null where someone has to load. */
    private @Nullable AsideEntry<V> served(Sight<V> sight, String key, Loader<V> loader) {
        Freshness.Phase phase = freshness.of(sight);
        if (!phase.isServedAtOnce()) {
            return null;
        }
        boolean stale = phase == Freshness.Phase.STALE;
        (stale ? tally.stale : tally.hits).increment();
        if (phase != Freshness.Phase.FRESH && !flights.has(key)) {
            boarding.join(boarding.flight(key, Flight.Purpose.BACKGROUND, sight, single(loader)), nanoTime());
        }
        return sight.as(stale ? Source.STALE : Source.HIT);
    }

    private static <V> BulkLoader<V> single(Loader<V> loader) {
        return load -> {
            String key = load.keys().iterator().next();
            V value = loader.load(load.of(key));
            return value == null ? Map.of() : Map.of(key, value);
        };
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
        distinct.forEach(Names::checkKey);
        requireOpen();
        return new BulkRead<>(options, reader, freshness, boarding, loader, tally).of(distinct);
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
        Names.checkKey(key);
        while (true) {
            requireOpen();
            long began = nanoTime();
            Sight<V> sight = reader.look(key);
            Flight<V> flight = boarding.join(boarding.flight(key, Flight.Purpose.FORCED, sight, single(loader)), began);
            Landing<V> landing = boarding.landing(flight, null, sight);
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
        Names.checkKey(key);
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(ttl, "ttl");
        if (!tags.isEmpty()) {
            requireTagged();
            Names.checkTags(tags);
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
        Names.checkKey(key);
        requireOpen();
        try {
            cache.delete(reader.storedKey(key));
        } finally {
            flights.detach(key);
        }
    }

    /**
     * Takes away all values with that tag, of every {@code CacheAside} on this cache, with three calls however many they
     * are; also those whose load is under way.
     *
     * @param tag the tag
     * @throws dev.holdfast.cache.CacheException if the cache could not be told: call it again
     * @throws IllegalStateException if the options are not {@linkplain CacheAsideOptions.Builder#tagged tagged}
     */
    public void invalidateTag(String tag) {
        Names.checkTags(List.of(tag));
        requireTagged();
        requireOpen();
        try {
            versions.invalidate(tag);
        } finally {
            flights.detachAll();
        }
    }

    /**
     * Takes away all values of the namespace, with three calls however many they are; also those whose load is under way.
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
            versions.invalidate(TagVersions.SPACE);
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
        abandonAll(); // first: a loader that its thread's end interrupts has not failed
        background.close();
        abandonAll(); // those begun meanwhile
    }

    private void abandonAll() {
        flights.awaited().forEach(loads::abandon);
    }

    /** The cache's endpoint, without secrets. */
    @Override
    public String toString() {
        return "CacheAside[" + cache + "]";
    }
}
